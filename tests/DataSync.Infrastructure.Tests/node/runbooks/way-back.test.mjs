// The runbooks of infrastructure/database.yaml that fence an instance and that make a replica for the way back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { execute, modelErrors, python, writes } from './automation.mjs';
import { load, runbooks } from './template.mjs';

const WRITER = 'arn:aws:rds:us-east-1:111122223333:db:datasync-database';
const template = load('database.yaml', { ApproverArns: 'arn:aws:iam::111122223333:role/operator' });
const contentOf = (name) => runbooks(template).find((runbook) => runbook.name === name).content;
const options = { skip: python ? false : 'there is no Python' };

const MADE = ['eu-west-1 rds:CreateDBInstanceReadReplica', 'eu-west-1 cloudwatch:PutMetricAlarm'];

function world({ taken = false, writer = {}, create, alarm = ['INSUFFICIENT_DATA', 'ALARM', 'OK'] } = {}) {
  let made = taken;
  const states = [...alarm];
  const scripts = () => ({
    'us-east-1/rds:DescribeDBInstances': { DBInstances: [{ DBInstanceStatus: 'available', BackupRetentionPeriod: 35, ...writer }] },
    'eu-west-1/rds:CreateDBInstanceReadReplica': create ?? {},
  });
  const aws = ({ api }) => {
    switch (api) {
      case 'rds:DescribeDBInstances':
        // The simulated script made it; before that the name is free.
        if (!made) { made = true; throw new Error('DBInstanceNotFound'); }
        return { DBInstances: [{ DBInstanceStatus: 'available' }] };
      case 'cloudwatch:PutMetricAlarm': return {};
      case 'cloudwatch:DescribeAlarms': return { MetricAlarms: [{ StateValue: states.length > 1 ? states.shift() : states[0] }] };
      case 'sns:Publish': return {};
      default: throw new Error(`unexpected ${api}`);
    }
  };
  return { aws, scripts };
}

const run = (inputs, circumstances, extra = {}) =>
  execute(contentOf('datasync-database-return'), { DryRun: 'false', WriterArn: WRITER, ...inputs }, { ...world(circumstances), ...extra });

test('a replica is made from the writer of the other region, under a key of this one, and waited for', options, () => {
  const result = run();

  assert.equal(result.status, 'Success', result.why);
  assert.deepEqual(writes(result), MADE);
  assert.deepEqual(result.said, ['Database replica ready']);
  const { parameters } = result.calls.find(({ api }) => api === 'rds:CreateDBInstanceReadReplica');
  assert.equal(parameters.SourceRegion, 'us-east-1');
  assert.equal(parameters.SourceDBInstanceIdentifier, WRITER);
  assert.equal(parameters.KmsKeyId, 'Key.Arn');
});

test('the planned switch comes last, and only when it was asked for', options, () => {
  const started = [];

  const result = run({ SwitchNow: 'yes' }, {}, { automation: (props) => { started.push(props); return { executionId: '1', status: 'Success', output: [] }; } });

  assert.equal(result.status, 'Success', result.why);
  assert.equal(result.steps.at(-1), 'PlannedSwitch');
  assert.equal(started.length, 1);
  assert.equal(started[0].documentName, 'datasync-database-promote');
  assert.deepEqual(started[0].runtimeParameters, {
    DryRun: 'false', Mode: 'planned', ReplicaIdentifier: 'datasync-database-2', SourceInstanceArn: WRITER,
  });
});

test('the planned switch is given parameters that the promotion runbook has', options, () => {
  const promote = contentOf('datasync-database-promote').parameters;

  const given = contentOf('datasync-database-return').mainSteps.find(({ name }) => name === 'PlannedSwitch').inputs.RuntimeParameters;

  assert.deepEqual(Object.keys(given).filter((name) => !(name in promote)), []);
});

test('a replica that does not catch up in time is not switched to', options, () => {
  const result = run({ SwitchNow: 'yes' }, { alarm: ['ALARM'] });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(result.said, ['Database replica not ready']);
});

test('dry run is the default and makes nothing', options, () => {
  const result = execute(contentOf('datasync-database-return'), { WriterArn: WRITER }, world());

  assert.equal(result.status, 'Success', result.why);
  assert.deepEqual(writes(result), []);
  assert.equal(result.approvals, 0);
});

test('a name that is taken stops before anything is made', options, () => {
  assert.deepEqual(writes(run({}, { taken: true })), []);
});

test('a denied approval makes nothing', options, () => {
  const result = run({}, {}, { approve: false });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(writes(result), []);
});

for (const [what, writer] of [
  ['a replica itself', { ReadReplicaSourceDBInstanceIdentifier: 'other' }],
  ['without backups', { BackupRetentionPeriod: 0 }],
  ['not available', { DBInstanceStatus: 'modifying' }],
]) {
  test(`a writer that is ${what} gets no replica`, options, () => {
    const result = run({}, { writer });

    assert.equal(result.status, 'Failed');
    assert.deepEqual(writes(result), []);
  });
}

test('what could not be made is said, and nothing is waited for', options, () => {
  const result = run({}, { create: { clientError: 'InstanceQuotaExceeded', status: 400 } });

  assert.equal(result.status, 'Failed');
  assert.equal(result.steps.includes('ReplicaIsAvailable'), false);
  assert.deepEqual(result.said, ['Database replica not ready']);
});

test('fencing an instance revokes and reboots, lifting gives the same rule back', options, () => {
  const content = contentOf('datasync-database-fence');
  const scripts = () => ({
    'eu-west-1/rds:DescribeDBInstances': { DBInstances: [{ VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }] }] },
    'eu-west-1/ec2:DescribeSecurityGroupRules': {
      SecurityGroupRules: [{ SecurityGroupRuleId: 'sgr-1', IsEgress: false, Description: 'applications' }],
    },
  });

  const fenced = execute(content, { Action: 'fence' }, { scripts });
  const lifted = execute(content, { Action: 'lift' }, { scripts });

  assert.deepEqual(writes(fenced), ['eu-west-1 ec2:RevokeSecurityGroupIngress', 'eu-west-1 rds:RebootDBInstance']);
  assert.deepEqual(writes(lifted), ['eu-west-1 ec2:AuthorizeSecurityGroupIngress']);
  const [permission] = lifted.calls[0].parameters.IpPermissions;
  const declared = template.resources.ApplicationIngress.Properties;
  assert.equal(permission.UserIdGroupPairs[0].Description, declared.Description);
  assert.equal(permission.FromPort, declared.FromPort);
});

// Last, since it looks at what all tests before it called.
test('every call is one that AWS knows, with parameters as it takes them', options, (context) => {
  const errors = modelErrors();

  if (errors === null) context.skip('Python has no botocore');
  else assert.deepEqual(errors, []);
});
