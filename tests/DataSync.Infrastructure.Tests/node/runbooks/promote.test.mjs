// The promotion runbook of infrastructure/database.yaml: what it does, and above all what it does not do when something is wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { execute, modelErrors, python, writes } from './automation.mjs';
import { load, runbooks } from './template.mjs';

const SOURCE = 'arn:aws:rds:us-east-1:111122223333:db:datasync-database';
const template = load('database.yaml', { Role: 'replica', SourceInstanceArn: SOURCE, ApproverArns: 'arn:aws:iam::111122223333:role/operator' });
const { content } = runbooks(template).find(({ name }) => name === 'datasync-database-promote');
const options = { skip: python ? false : 'there is no Python' };

const PROMOTED = [
  'eu-west-1 rds:PromoteReadReplica',
  'eu-west-1 route53:ChangeResourceRecordSets',
  'eu-west-1 rds:ModifyDBInstance',
];

const rule = { SecurityGroupRuleId: 'sgr-1', IsEgress: false, Description: 'applications' };
const internal = { SecurityGroupRuleId: 'sgr-2', IsEgress: false, Description: 'rds-replication' };

/** Two regions: us-east-1 has the source, here is its replica. Each test changes what is not as it should be. */
function world({ status = 'available', lag = [3], lagAfterFence = [280, 0.4], source = 'live', promote = () => ({}), point, modify } = {}) {
  let promoted = false;
  let lagReads = 0;
  const instance = () => ({
    DBInstanceStatus: status,
    Endpoint: { Address: 'replica.eu-west-1.example.com' },
    ...(promoted ? {} : { ReadReplicaSourceDBInstanceIdentifier: SOURCE }),
  });
  const points = (values) => values.map((value) => ({ Minimum: value, Maximum: value }));
  const aws = ({ api }) => {
    switch (api) {
      case 'rds:DescribeDBInstances': return { DBInstances: [instance()] };
      case 'cloudwatch:GetMetricStatistics': return { Datapoints: points(lagReads++ === 0 ? lag : lagAfterFence) };
      case 'rds:PromoteReadReplica': promote(); promoted = true; return {};
      case 'route53:ChangeResourceRecordSets': return point?.() ?? { ChangeInfo: { Id: '/change/C1' } };
      case 'route53:GetChange': return { ChangeInfo: { Status: 'INSYNC' } };
      case 'rds:ModifyDBInstance': return modify?.() ?? {};
      case 'sns:Publish': return {};
      default: throw new Error(`unexpected ${api}`);
    }
  };
  const far = {
    DBInstances: [{ DBInstanceStatus: source === 'down' ? 'stopped' : 'available', VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }] }],
  };
  const scripts = () => ({
    'us-east-1/rds:DescribeDBInstances': source === 'unreachable' ? 'unreachable'
      : source === 'gone' ? { clientError: 'DBInstanceNotFound', status: 404 }
        : source === 'refused' ? { clientError: 'AccessDenied', status: 403 } : far,
    'us-east-1/ec2:DescribeSecurityGroupRules': { SecurityGroupRules: source === 'live' ? [internal, rule] : [internal] },
    'eu-west-1/rds:DescribeDBInstances': { DBInstances: [instance()] },
  });
  return { aws, scripts };
}

const run = (inputs, circumstances = {}, extra = {}) => execute(content, { DryRun: 'false', ...inputs }, { ...world(circumstances), ...extra });

test('after a loss the replica is promoted, then the record moves, then the standby is asked for', options, () => {
  const result = run({}, { source: 'unreachable' });

  assert.equal(result.status, 'Success', result.why);
  assert.deepEqual(writes(result), PROMOTED);
  assert.deepEqual(result.said, ['Database promoted']);
  assert.equal(result.approvals, 1);
});

test('the record gets the address of the replica', options, () => {
  const result = run({}, { source: 'unreachable' });

  const [change] = result.calls.find(({ api }) => api === 'route53:ChangeResourceRecordSets').parameters.ChangeBatch.Changes;
  assert.equal(change.Action, 'UPSERT');
  assert.equal(change.ResourceRecordSet.TTL, 30);
  assert.deepEqual(change.ResourceRecordSet.ResourceRecords, [{ Value: 'replica.eu-west-1.example.com' }]);
});

test('backups begin with the promotion', options, () => {
  const result = run({}, { source: 'unreachable' });

  const { parameters } = result.calls.find(({ api }) => api === 'rds:PromoteReadReplica');
  assert.deepEqual(parameters, { DBInstanceIdentifier: 'datasync-database', BackupRetentionPeriod: 35 });
});

test('dry run is the default, checks everything and calls nothing that writes', options, () => {
  const result = execute(content, {}, world({ source: 'unreachable' }));

  assert.equal(result.status, 'Success', result.why);
  assert.deepEqual(writes(result), []);
  assert.deepEqual(result.said, []);
  assert.equal(result.approvals, 0);
  assert.equal(result.steps.at(-1), 'DryRunEnds');
  assert.ok(result.steps.includes('LookAtSource'));
});

for (const [what, lag] of [['too large', [2, 400]], ['unknown, since there is no value', []], ['negative, since replication does not run', [-1]]]) {
  test(`a lag that is ${what} stops before the promotion, and before anybody is asked`, options, () => {
    const result = run({}, { source: 'unreachable', lag });

    assert.equal(result.status, 'Failed');
    assert.deepEqual(writes(result), []);
    assert.equal(result.approvals, 0);
    assert.deepEqual(result.said, ['Database not promoted']);
  });
}

test('a lag that is too large is promoted when the loss is accepted', options, () => {
  const result = run({ DataLossAccepted: 'yes' }, { source: 'unreachable', lag: [5000] });

  assert.equal(result.status, 'Success', result.why);
  assert.deepEqual(writes(result), PROMOTED);
});

test('the lag is read up to the time of the loss', options, () => {
  const result = run({ LagUntil: '2026-01-31T12:00:00Z' }, { source: 'unreachable' });

  const { parameters } = result.calls.find(({ api }) => api === 'cloudwatch:GetMetricStatistics');
  assert.equal(parameters.StartTime, '2026-01-31T11:54:00Z');
  assert.equal(parameters.EndTime, '2026-01-31T12:00:00Z');
});

for (const source of ['unreachable', 'gone', 'down', 'fenced']) {
  test(`a source that is ${source} lets a promotion after a loss go on`, options, () => {
    assert.deepEqual(writes(run({}, { source })), PROMOTED);
  });
}

test('a source that still takes writes stops a promotion after a loss', options, () => {
  const result = run({}, { source: 'live' });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(writes(result), []);
  assert.deepEqual(result.said, ['Database not promoted']);
});

test('being refused a look at the source is not taken for its loss', options, () => {
  const result = run({}, { source: 'refused' });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(writes(result), []);
});

for (const source of ['unreachable', 'gone', 'down']) {
  test(`a planned switch does not begin when the source is ${source}`, options, () => {
    const result = run({ Mode: 'planned' }, { source });

    assert.equal(result.status, 'Failed');
    assert.deepEqual(writes(result), []);
  });
}

test('an instance that is not available is not promoted', options, () => {
  const result = run({}, { status: 'storage-full', source: 'unreachable' });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(result.steps, ['ReplicaIsAvailable', 'SayNothingChanged']);
});

test('a replica of another source is not promoted', options, () => {
  const result = run({ SourceInstanceArn: 'arn:aws:rds:us-east-1:111122223333:db:another' }, { source: 'unreachable' });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(writes(result), []);
});

test('a denied approval changes nothing', options, () => {
  const result = run({}, { source: 'unreachable' }, { approve: false });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(writes(result), []);
  assert.deepEqual(result.said, ['Database not promoted']);
});

test('a planned switch fences the source first, and promotes when the lag was small once after that', options, () => {
  const result = run({ Mode: 'planned' });

  assert.equal(result.status, 'Success', result.why);
  assert.deepEqual(writes(result), ['us-east-1 ec2:RevokeSecurityGroupIngress', 'us-east-1 rds:RebootDBInstance', ...PROMOTED]);
});

test('fencing takes the rule of the applications away and leaves the others', options, () => {
  const result = run({ Mode: 'planned' });

  const { parameters } = result.calls.find(({ api }) => api === 'ec2:RevokeSecurityGroupIngress');
  assert.deepEqual(parameters, { GroupId: 'sg-1', SecurityGroupRuleIds: ['sgr-1'] });
});

test('the window after the fence holds nothing from before it', options, () => {
  const before = Date.now();

  const result = run({ Mode: 'planned' });

  const window = result.calls.filter(({ api }) => api === 'cloudwatch:GetMetricStatistics')[1].parameters;
  const minutes = (Date.parse(window.EndTime) - Date.parse(window.StartTime)) / 60000;
  const settled = content.mainSteps.find(({ name }) => name === 'LagSettles').inputs.Duration;
  assert.equal(minutes, 6);
  assert.equal(settled, 'PT10M');
  assert.ok(Date.parse(window.EndTime) >= before - 1000);
});

test('a replica that does not catch up with a fenced source is not promoted, and that nobody takes writes is said', options, () => {
  const result = run({ Mode: 'planned' }, { lagAfterFence: [250, 40] });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(writes(result), ['us-east-1 ec2:RevokeSecurityGroupIngress', 'us-east-1 rds:RebootDBInstance']);
  assert.deepEqual(result.said, ['Database fenced, not promoted']);
});

test('a promotion that fails never changes the record', options, () => {
  const result = run({}, { source: 'unreachable', promote: () => { throw new Error('InvalidDBInstanceState'); } });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(writes(result), ['eu-west-1 rds:PromoteReadReplica']);
  assert.deepEqual(result.said, ['Database promotion unclear']);
});

test('a promotion that does not finish in an hour never changes the record', options, () => {
  const circumstances = world({ source: 'unreachable' });
  let asked = false;
  const aws = (call) => {
    asked ||= call.api === 'rds:PromoteReadReplica';
    const answer = circumstances.aws(call);
    return asked && answer.DBInstances ? { DBInstances: [{ ...answer.DBInstances[0], DBInstanceStatus: 'modifying' }] } : answer;
  };

  const result = execute(content, { DryRun: 'false' }, { ...circumstances, aws });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(writes(result), ['eu-west-1 rds:PromoteReadReplica']);
  assert.deepEqual(result.said, ['Database promotion unclear']);
  assert.ok(result.slept >= 3600);
});

test('an instance that is available but still a replica never changes the record', options, () => {
  const circumstances = world({ source: 'unreachable' });
  const stuck = { DBInstances: [{ DBInstanceStatus: 'available', ReadReplicaSourceDBInstanceIdentifier: SOURCE }] };
  const scripts = () => ({ ...circumstances.scripts(), 'eu-west-1/rds:DescribeDBInstances': stuck });

  const result = execute(content, { DryRun: 'false' }, { ...circumstances, scripts });

  assert.equal(result.status, 'Failed');
  assert.ok(!writes(result).includes('eu-west-1 route53:ChangeResourceRecordSets'));
});

test('a record that can not be changed is tried three times, and then that the database is promoted already is said', options, () => {
  const result = run({}, { source: 'unreachable', point: () => { throw new Error('Throttling'); } });

  assert.equal(result.status, 'Failed');
  assert.equal(writes(result).filter((call) => call.endsWith('ChangeResourceRecordSets')).length, 3);
  assert.deepEqual(result.said, ['Database promoted, record not changed']);
});

test('a standby that can not be had does not take the record back', options, () => {
  const result = run({}, { source: 'unreachable', modify: () => { throw new Error('InsufficientDBInstanceCapacity'); } });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(writes(result), PROMOTED);
  assert.deepEqual(result.said, ['Database promoted, single zone']);
});

// Last, since it looks at what all tests before it called.
test('every call is one that AWS knows, with parameters as it takes them', options, (context) => {
  const errors = modelErrors();

  if (errors === null) context.skip('Python has no botocore');
  else assert.deepEqual(errors, []);
});
