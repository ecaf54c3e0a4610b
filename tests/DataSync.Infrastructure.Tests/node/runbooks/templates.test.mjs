// What the checkers of templates do not look at.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LineCounter, parseDocument, visit } from 'yaml';
import { load, runbooks, textOf } from './template.mjs';

const FILES = ['database.yaml', 'recovery.yaml', 'global-table.yaml', 'drill.yaml'];
const PARAMETERS = {
  'database.yaml': { Role: 'replica', SourceInstanceArn: 'arn:aws:rds:us-east-1:111122223333:db:datasync-database' },
  'recovery.yaml': { CopyRegion: 'us-west-2', AlarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms' },
};
const all = FILES.flatMap((file) => runbooks(load(file, PARAMETERS[file])).map((runbook) => ({ file, ...runbook })));

for (const file of FILES) {
  test(`${file} has no YAML alias, which CloudFormation does not know`, () => {
    const counter = new LineCounter();
    const lines = [];

    visit(parseDocument(textOf(file), { lineCounter: counter, logLevel: 'silent' }), {
      Alias: (_, node) => { lines.push(counter.linePos(node.range[0]).line); },
    });

    assert.deepEqual(lines, []);
  });
}

for (const { file, name, content } of all) {
  test(`${name} assumes a role that it names, and is not larger than Systems Manager takes`, () => {
    assert.equal(content.assumeRole, '{{ AutomationAssumeRole }}');
    assert.ok('AutomationAssumeRole' in content.parameters);
    assert.ok(JSON.stringify(content).length < 64 * 1024);
  });

  test(`${name} never runs on from one ending into the next`, () => {
    const steps = content.mainSteps;

    const open = steps.filter((step, index) => step.isEnd !== true && step.nextStep === undefined && step.action !== 'aws:branch'
      && (index === steps.length - 1 || /^(Say|Fail|DryRunEnds|NameIsTaken)/.test(step.name)));

    assert.deepEqual(open.map((step) => step.name), []);
  });

  test(`${name} gives numbers to an API as numbers`, () => {
    const numeric = /^(BackupRetentionPeriod|TTL|Period|Threshold|EvaluationPeriods|FromPort|ToPort)$/;
    const wrong = [];
    const look = (node) => Object.entries(node ?? {}).forEach(([key, value]) => {
      if (value !== null && typeof value === 'object') look(value);
      else if (numeric.test(key) && typeof value !== 'number') {
        const parameter = content.parameters[/^\{\{ (\w+) \}\}$/.exec(value)?.[1]];
        if (parameter?.type !== 'Integer' || typeof parameter.default !== 'number') wrong.push(`${key}: ${value}`);
      }
    });

    content.mainSteps.filter(({ action }) => action === 'aws:executeAwsApi').forEach((step) => look(step.inputs));

    assert.deepEqual(wrong, [], file);
  });
}

// ---- Roles ----

const pascal = (method) => method.split('_').map((part) => (part === 'db' ? 'DB' : part[0].toUpperCase() + part.slice(1))).join('');

/** What a runbook calls by itself: its API steps, and boto3 in its scripts (a method's service is told by its name). */
function callsOf({ mainSteps }) {
  const serviceOf = (api) => (/SecurityGroup/.test(api) ? 'ec2' : 'rds');
  return new Set(mainSteps.flatMap(({ action, inputs }) =>
    inputs?.Api ? [`${inputs.Service}:${inputs.Api}`]
      : action === 'aws:executeAutomation' ? ['ssm:StartAutomationExecution', 'ssm:GetAutomationExecution']
        : inputs?.Script ? [...inputs.Script.matchAll(/[.']((?:describe|create|copy|delete|reboot|revoke)(?:_[a-z]+)+)[('']/g)]
          .map(([, method]) => `${serviceOf(pascal(method))}:${pascal(method)}`)
          : []));
}

// What AWS does in the caller's name, or asks its rights for: keys, tags on creation, the rows of a restored table.
const INDIRECT = /^(kms:|rds:AddTagsToResource$|rds:ListTagsForResource$|dynamodb:(BatchWriteItem|PutItem|UpdateItem|DeleteItem|GetItem|Query|Scan)$)/;

for (const [file, role] of [['database.yaml', 'AutomationRole'], ['recovery.yaml', 'RunbookRole']]) {
  test(`the runbooks' role of ${file} allows what they call and nothing else`, () => {
    const { Statement } = load(file, PARAMETERS[file]).resources[role].Properties.Policies[0].PolicyDocument;

    const allowed = new Set(Statement.flatMap(({ Action }) => Action).filter((action) => !INDIRECT.test(action)));
    const called = new Set(all.filter((runbook) => runbook.file === file).flatMap(({ content }) => [...callsOf(content)]));

    assert.deepEqual([...allowed].sort(), [...called].sort());
  });
}

// ---- Alarms ----

for (const file of FILES) {
  test(`every alarm of ${file} names a section of a document that has it`, () => {
    const alarms = Object.values(load(file, { ...PARAMETERS[file], ThirdRegion: 'us-west-2', FourthRegion: 'ap-southeast-1' }).resources)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');

    for (const { Properties } of alarms) {
      const [, document, anchor] = /See (docs\/[a-z-]+\.md)#([a-z-]+)\.$/.exec(Properties.AlarmDescription) ?? [];
      assert.ok(document, Properties.AlarmDescription);
      const text = readFileSync(new URL(`../../../../${document}`, import.meta.url), 'utf8');
      const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^a-z0-9 -]/g, '').replace(/ /g, '-'));
      assert.ok(anchors.includes(anchor), `${document} has no section for #${anchor}`);
    }
  });
}
