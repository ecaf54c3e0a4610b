// The runbooks of infrastructure/recovery.yaml: a table to a point in time, a snapshot in another region.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { execute, modelErrors, python, writes } from './automation.mjs';
import { load, runbooks } from './template.mjs';

const template = load('recovery.yaml', { CopyRegion: 'us-west-2' });
const contentOf = (name) => runbooks(template).find((runbook) => runbook.name === name).content;
const options = { skip: python ? false : 'there is no Python' };

// ---- A table ----

function tables({ pointInTime = 'ENABLED', existing = ['items'], states = ['CREATING', 'CREATING', 'ACTIVE'] } = {}) {
  const names = new Set(existing);
  return ({ api, parameters }) => {
    switch (api) {
      case 'dynamodb:DescribeContinuousBackups':
        return { ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: pointInTime } } };
      case 'dynamodb:DescribeTable':
        if (!names.has(parameters.TableName)) throw new Error('ResourceNotFoundException');
        return { Table: { TableStatus: states.length > 1 ? states.shift() : states[0], TableArn: `arn:table/${parameters.TableName}` } };
      case 'dynamodb:RestoreTableToPointInTime': names.add(parameters.TargetTableName); return {};
      default: return {};
    }
  };
}

const restore = (inputs, circumstances) => execute(contentOf('datasync-restore-table'),
  { DryRun: 'false', TableName: 'items', TargetTableName: 'restored-items', ...inputs }, { aws: tables(circumstances) });

test('a table is restored to the second into a new table, which then has point-in-time restore and says where it is from', () => {
  const result = restore({ RestoreTime: '2026-01-31T12:00:00Z' });

  assert.equal(result.status, 'Success', result.why);
  assert.deepEqual(writes(result),
    ['eu-west-1 dynamodb:RestoreTableToPointInTime', 'eu-west-1 dynamodb:UpdateContinuousBackups', 'eu-west-1 dynamodb:TagResource']);
  assert.deepEqual(result.calls.find(({ api }) => api.endsWith('RestoreTableToPointInTime')).parameters,
    { SourceTableName: 'items', TargetTableName: 'restored-items', RestoreDateTime: '2026-01-31T12:00:00Z' });
});

test('without a time the latest possible one is taken', () => {
  const result = restore();

  assert.equal(result.status, 'Success', result.why);
  assert.equal(result.calls.find(({ api }) => api.endsWith('RestoreTableToPointInTime')).parameters.UseLatestRestorableTime, true);
});

test('a name that is taken is never restored into', () => {
  const result = restore({}, { existing: ['items', 'restored-items'], states: ['ACTIVE'] });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(writes(result), []);
});

test('a target that is not called restored- is refused, whatever else is right', () => {
  assert.throws(() => restore({ TargetTableName: 'items' }), /does not match regex/);
});

test('the role can write to no table that is not called restored-', () => {
  const { Statement } = template.resources.RunbookRole.Properties.Policies[0].PolicyDocument;

  const writing = Statement.filter(({ Action }) => [Action].flat().some((action) => /dynamodb:(Put|Update|Delete|BatchWrite|Tag)/.test(action)));

  assert.deepEqual(writing.map(({ Resource }) => Resource), ['arn:aws:dynamodb:eu-west-1:111122223333:table/restored-*']);
});

test('a table without point-in-time restore is not restored', () => {
  const result = restore({}, { pointInTime: 'DISABLED' });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(result.steps, ['CanBeRestored']);
});

test('dry run is the default and restores nothing', () => {
  const result = execute(contentOf('datasync-restore-table'), { TableName: 'items', TargetTableName: 'restored-items' }, { aws: tables() });

  assert.equal(result.status, 'Success', result.why);
  assert.deepEqual(writes(result), []);
});

// ---- A snapshot in another region ----

const KEY = 'arn:aws:kms:us-west-2:111122223333:key/1';

function snapshots({ instance = 'available', copy = 'available', old = 4, answer = {} } = {}) {
  let name = '';
  const kept = () => [
    ...Array.from({ length: old }, (_, day) => `datasync-copied-datasync-database-2026010${day + 1}-030000`),
    'made-by-hand',
    'datasync-copied-datasync-database-20260109-030000-and-more',
    ...(name ? [name] : []),
  ].map((DBSnapshotIdentifier) => ({ DBSnapshotIdentifier, Status: DBSnapshotIdentifier.endsWith('more') ? 'creating' : copy, Encrypted: true }));
  const aws = ({ api, parameters }) => {
    switch (api) {
      case 'rds:DescribeDBInstances': return { DBInstances: [{ DBInstanceStatus: instance }] };
      case 'rds:CreateDBSnapshot':
        name = parameters.DBSnapshotIdentifier;
        return { DBSnapshot: { DBSnapshotArn: `arn:aws:rds:eu-west-1:111122223333:snapshot:${name}` } };
      case 'rds:DescribeDBSnapshots': return { DBSnapshots: [{ Status: 'available' }] };
      default: throw new Error(`unexpected ${api}`);
    }
  };
  const scripts = () => ({
    'us-west-2/rds:DescribeDBSnapshots': { DBSnapshots: kept().sort((a) => (a.DBSnapshotIdentifier === name ? -1 : 1)) },
    'eu-west-1/rds:DescribeDBSnapshots': { DBSnapshots: kept() },
    ...answer,
  });
  return { aws, scripts };
}

const copy = (inputs, circumstances) => execute(contentOf('datasync-copy-snapshot'),
  { DryRun: 'false', TargetKmsKeyArn: KEY, ...inputs }, snapshots(circumstances));

test('a snapshot is made, copied in the target region under a key of that region, and the oldest go last', options, () => {
  const result = copy({ Keep: 4 });

  assert.equal(result.status, 'Success', result.why);
  assert.deepEqual(writes(result), [
    'eu-west-1 rds:CreateDBSnapshot', 'us-west-2 rds:CopyDBSnapshot', 'eu-west-1 rds:DeleteDBSnapshot', 'us-west-2 rds:DeleteDBSnapshot',
  ]);
  const { parameters } = result.calls.find(({ api }) => api === 'rds:CopyDBSnapshot');
  assert.equal(parameters.KmsKeyId, KEY);
  assert.equal(parameters.SourceRegion, 'eu-west-1');
  assert.deepEqual(parameters.Tags, [{ Key: 'datasync:copied-from', Value: 'eu-west-1' }]);
});

test('only snapshots of this runbook are deleted, oldest first, and never all of them', options, () => {
  const result = copy({ Keep: 0 });

  const deleted = result.calls.filter(({ region, api }) => region === 'us-west-2' && api === 'rds:DeleteDBSnapshot')
    .map(({ parameters }) => parameters.DBSnapshotIdentifier);
  assert.deepEqual(deleted, [1, 2, 3, 4].map((day) => `datasync-copied-datasync-database-2026010${day}-030000`));
});

test('a copy that fails deletes nothing', options, () => {
  const result = copy({}, { copy: 'failed' });

  assert.equal(result.status, 'Failed');
  assert.equal(writes(result).some((call) => call.includes('Delete')), false);
});

test('a copy that is refused deletes nothing', options, () => {
  const result = copy({}, { answer: { 'us-west-2/rds:CopyDBSnapshot': { clientError: 'SnapshotQuotaExceeded', status: 400 } } });

  assert.equal(result.status, 'Failed');
  assert.equal(result.steps.at(-1), 'CopySnapshot');
});

test('a key of another region is found out before a snapshot is made', options, () => {
  const result = copy({ TargetKmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' });

  assert.equal(result.status, 'Failed');
  assert.deepEqual(writes(result), []);
});

test('dry run is the default and makes no snapshot', options, () => {
  const result = execute(contentOf('datasync-copy-snapshot'), { TargetKmsKeyArn: KEY }, snapshots());

  assert.equal(result.status, 'Success', result.why);
  assert.deepEqual(writes(result), []);
});

// Last, since it looks at what all tests before it called.
test('every call is one that AWS knows, with parameters as it takes them', options, (context) => {
  const errors = modelErrors();

  if (errors === null) context.skip('Python has no botocore');
  else assert.deepEqual(errors, []);
});
