// The state machine of infrastructure/recovery.yaml that looks at what a restore test restored: checked by asl-validator, run by
// aws-local-stepfunctions with AWS played by the test.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import validate from 'asl-validator';
import { load } from './template.mjs';

// The engine asks for Node 22; this is all it lacks before that.
Promise.withResolvers ??= () => {
  const handles = {};
  handles.promise = new Promise((resolve, reject) => Object.assign(handles, { resolve, reject }));
  return handles;
};
const { StateMachine } = await import('aws-local-stepfunctions');

const { Definition } = load('recovery.yaml').resources.Validation.Properties;
const tasks = Object.entries(Definition.States).filter(([, state]) => state.Type === 'Task');

const ARNS = {
  DynamoDB: 'arn:aws:dynamodb:eu-west-1:111122223333:table/awsbackup-restore-test-1',
  S3: 'arn:aws:s3:::awsbackup-restore-test-2',
  RDS: 'arn:aws:rds:eu-west-1:111122223333:db:awsbackup-restore-test-3',
};

/** Runs it for an event of AWS Backup; answers are by the call's name, a function or a value. */
async function run(resourceType, answers) {
  const told = [];
  const called = [];
  const api = (resource) => resource.split(':').at(-1);
  const handlers = Object.fromEntries(tasks.map(([name, { Resource }]) => [name, (input) => {
    called.push(api(Resource));
    if (api(Resource) === 'putRestoreValidationResult') {
      told.push(input);
      return {};
    }
    const answer = answers[api(Resource)];
    return typeof answer === 'function' ? answer(input) : answer;
  }]));
  const execution = new StateMachine(Definition).run(
    { detail: { restoreJobId: 'job-1', resourceType, status: 'COMPLETED', createdResourceArn: ARNS[resourceType] ?? 'arn:aws:elasticfilesystem:::x' } },
    {
      overrides: {
        taskResourceLocalHandlers: handlers,
        waitTimeOverrides: { LetItSettle: 0 },
        retryIntervalOverrides: Object.fromEntries(tasks.map(([name]) => [name, 0])),
      },
    });
  const failure = await execution.result.then(() => undefined, (error) => error);
  return { told, called, failure };
}

const failing = (times, answer) => {
  let left = times;
  return (input) => {
    if (left-- > 0) throw new Error('ThrottlingException');
    return typeof answer === 'function' ? answer(input) : answer;
  };
};

const good = [{ RestoreJobId: 'job-1', ValidationStatus: 'SUCCESSFUL', ValidationStatusMessage: 'Restored, read, not empty' }];
const bad = (message) => [{ RestoreJobId: 'job-1', ValidationStatus: 'FAILED', ValidationStatusMessage: message }];

test('asl-validator finds nothing wrong', () => {
  const { isValid, errorsText } = validate(Definition);

  assert.ok(isValid, isValid ? '' : errorsText());
});

test('a table that is active and has items is good', async () => {
  const asked = [];

  const { told, failure } = await run('DynamoDB', {
    describeTable: (input) => { asked.push(input.TableName); return { Table: { TableStatus: 'ACTIVE' } }; },
    scan: (input) => { asked.push(input.TableName); return { Count: 100 }; },
  });

  assert.equal(failure, undefined);
  assert.deepEqual(asked, ['awsbackup-restore-test-1', 'awsbackup-restore-test-1']);
  assert.deepEqual(told, good);
});

test('an empty table is no good, and the execution fails for the alarm', async () => {
  const { told, failure } = await run('DynamoDB', { describeTable: { Table: { TableStatus: 'ACTIVE' } }, scan: { Count: 0 } });

  assert.deepEqual(told, bad('What was restored is empty'));
  assert.ok(failure);
});

test('a table that is not active is no good, and is not read', async () => {
  const { told, called } = await run('DynamoDB', { describeTable: { Table: { TableStatus: 'CREATING' } } });

  assert.deepEqual(told, bad('What was restored is not ready for use'));
  assert.equal(called.includes('scan'), false);
});

test('a call that fails four times and then works is good', async () => {
  const { told, failure } = await run('DynamoDB', {
    describeTable: failing(4, { Table: { TableStatus: 'ACTIVE' } }),
    scan: failing(4, { Count: 1 }),
  });

  assert.equal(failure, undefined);
  assert.deepEqual(told, good);
});

test('a call that keeps failing makes it no good', async () => {
  const { told, called } = await run('DynamoDB', { describeTable: { Table: { TableStatus: 'ACTIVE' } }, scan: failing(99) });

  assert.equal(called.filter((name) => name === 'scan').length, 5);
  assert.deepEqual(told, bad('What was restored could not be read'));
});

test('a bucket with objects is good, an empty one is not', async () => {
  let bucket;

  const full = await run('S3', { listObjectsV2: (input) => { bucket = input.Bucket; return { KeyCount: 10 }; } });
  const empty = await run('S3', { listObjectsV2: { KeyCount: 0 } });

  assert.equal(bucket, 'awsbackup-restore-test-2');
  assert.deepEqual(full.told, good);
  assert.deepEqual(empty.told, bad('What was restored is empty'));
});

test('a database that takes its first backup is waited for', async () => {
  const states = ['backing-up', 'modifying', 'available'];
  let name;

  const { told, called } = await run('RDS', {
    describeDBInstances: (input) => {
      name = input.DbInstanceIdentifier;
      return { DbInstances: [{ DbInstanceStatus: states.shift(), StorageEncrypted: true }] };
    },
  });

  assert.equal(name, 'awsbackup-restore-test-3');
  assert.equal(called.filter((api) => api === 'describeDBInstances').length, 3);
  assert.deepEqual(told, good);
});

test('a database that never gets ready is given up on after thirty looks', async () => {
  const { told, called } = await run('RDS', { describeDBInstances: { DbInstances: [{ DbInstanceStatus: 'creating', StorageEncrypted: true }] } });

  assert.equal(called.filter((api) => api === 'describeDBInstances').length, 31);
  assert.deepEqual(told, bad('What was restored is not ready for use'));
});

test('a database that lost its encryption is no good', async () => {
  const { told } = await run('RDS', { describeDBInstances: { DbInstances: [{ DbInstanceStatus: 'available', StorageEncrypted: false }] } });

  assert.deepEqual(told, bad('What was restored is not encrypted'));
});

test('a kind of resource that nobody wrote a check for is not called good', async () => {
  const { told, failure } = await run('EFS', {});

  assert.deepEqual(told, bad('No check is written for this kind of resource'));
  assert.ok(failure);
});
