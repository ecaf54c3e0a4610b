// Executes an Automation runbook in the simulator of @cdklabs/cdk-ssm-documents, with AWS played by the test.
//
// The package's own importer (StringDocument) drops onFailure, nextStep and isCritical, so the steps are built here, from the same
// classes. Four things are lent to the simulator because it lacks them; each is marked below: references in DesiredValues, scripts
// (its own way needs a native add-on that npm ci --ignore-scripts does not build), a rejection (there it fails nothing, with Systems
// Manager it fails the step), and whether a run that was led on by onFailure
// counts as failed (isCritical).
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';

const ssm = createRequire(import.meta.url)('@cdklabs/cdk-ssm-documents');
const fakes = fileURLToPath(new URL('fakes/', import.meta.url));

// The interpreter itself: a version manager's shim in its place takes longer than the script.
const interpreter = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout?.trim();

export const python = Boolean(interpreter);

/** A reference whose value may be of any type; texts around references are filled in as Systems Manager does. */
class Text {
  constructor(text) { this.text = text; }
  requiredInputs() { return [...String(this.text).matchAll(/\{\{\s*([\w.:]+)\s*\}\}/g)].map((match) => match[1]); }
  resolve(inputs) {
    const whole = /^\{\{\s*([\w.:]+)\s*\}\}$/.exec(this.text);
    if (whole) return inputs[whole[1]];
    return typeof this.text === 'string' ? this.text.replace(/\{\{\s*([\w.:]+)\s*\}\}/g, (_, name) => inputs[name]) : this.text;
  }
  resolveToString(inputs) { return String(this.resolve(inputs)); }
  resolveToStringList(inputs) { return this.resolve(inputs); }
  resolveToNumber(inputs) { return Number(this.resolve(inputs)); }
  print() { return this.text; }
  toJSON() { return this.text; }
}

class TextMap extends Text {
  requiredInputs() { return Object.values(this.text).flatMap((value) => new Text(value).requiredInputs()); }
  resolveToStringMap(inputs) {
    return Object.fromEntries(Object.entries(this.text).map(([key, value]) => [key, new Text(value).resolve(inputs)]));
  }
}

const service = (name) => new ssm.AwsService(name, name);

const fallback = (onFailure) =>
  onFailure?.startsWith('step:') ? ssm.OnFailure.invokeStepByName(onFailure.slice(5))
    : onFailure === 'Continue' ? ssm.OnFailure.continue()
      : ssm.OnFailure.abort();

const outputs = (declared = []) => declared.map(({ Name, Selector, Type }) =>
  ({ name: Name, selector: Selector, outputType: ssm.DataType.fromDataType(Type).dataTypeEnum }));

function resource(step, inputs, api) {
  const { Service, Api, PropertySelector, DesiredValues, ...parameters } = step.inputs;
  return {
    service: service(Service),
    pascalCaseApi: Api,
    apiParams: parameters,
    outputs: outputs(step.outputs),
    // Lent: the simulator compares desired values as they are written.
    ...(PropertySelector && { selector: PropertySelector, desiredValues: DesiredValues.map((value) => new Text(value).resolve(inputs)) }),
    ...api,
  };
}

const OPERATIONS = { StringEquals: ssm.Operation.STRING_EQUALS };

function choice(declared) {
  const [operation, constant] = Object.entries(declared).find(([key]) => key in OPERATIONS);
  return new ssm.Choice({ jumpToStepName: declared.NextStep, variable: new Text(declared.Variable), operation: OPERATIONS[operation], constant });
}

function build(stack, step, inputs, shared, runScript) {
  const given = step.inputs;
  switch (step.action) {
    case 'aws:executeAwsApi': return new ssm.AwsApiStep(stack, step.name, resource(step, inputs, shared));
    case 'aws:assertAwsResourceProperty': return new ssm.AssertAwsResourceStep(stack, step.name, resource(step, inputs, shared));
    case 'aws:waitForAwsResourceProperty': return new ssm.WaitForResourceStep(stack, step.name, resource(step, inputs, shared));
    case 'aws:sleep':
      return new ssm.SleepStep(stack, step.name, { sleepSeconds: Number(/PT(\d+)M/.exec(given.Duration)?.[1] ?? 0) * 60, ...shared });
    case 'aws:branch':
      return new ssm.BranchStep(stack, step.name, { choices: given.Choices.map(choice), defaultStepName: given.Default, ...shared });
    case 'aws:approve':
      return new ssm.ApproveStep(stack, step.name, {
        approvers: new Text(given.Approvers), message: new Text(given.Message), notificationArn: new Text(given.NotificationArn),
        minRequiredApprovals: new Text(given.MinRequiredApprovals), ...shared,
      });
    case 'aws:executeAutomation':
      return new ssm.ExecuteAutomationStep(stack, step.name, {
        documentName: new Text(given.DocumentName), runtimeParameters: new TextMap(given.RuntimeParameters), ...shared,
      });
    case 'aws:executeScript': {
      const built = new ssm.ExecuteScriptStep(stack, step.name, {
        language: ssm.ScriptLanguage.fromRuntime(given.Runtime, given.Handler),
        code: ssm.ScriptCode.inline(given.Script),
        inputPayload: Object.fromEntries(Object.entries(given.InputPayload).map(([key, value]) => [key, new Text(value)])),
        ...shared,
        outputs: outputs(step.outputs),
      });
      // Lent: the script really runs, in Python, but started by us.
      built.language.simulate = (_, payload) => ({ Payload: runScript(given, payload) });
      return built;
    }
    default: throw new Error(`no step of action ${step.action}`);
  }
}

// The same script with the same answers says the same again, unless it looks at the clock.
const outcomes = new Map();

function outcomeOf(task) {
  const known = outcomes.get(task);
  if (known) return known;
  const { stdout, stderr } = spawnSync(interpreter, ['-B', '-E', '-S', `${fakes}run.py`], { input: task, encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  if (!task.includes('datetime')) outcomes.set(task, stdout);
  return stdout;
}

const made = [];

/**
 * Runs a runbook. `aws` answers calls: aws({region, api, parameters}) returns the response or throws; `scripts()` is the table of
 * answers for boto3 (fakes/boto3.py). Returns status, the names of the steps that ran, every call, what was published and the clock.
 */
export function execute(content, inputs, { aws = () => ({}), scripts = () => ({}), approve = true, automation, here = 'eu-west-1' } = {}) {
  const log = console.log;
  const now = Date.now;
  const seen = { steps: [], finished: new Set(), calls: [], said: [], approvals: 0, slept: 0 };
  const values = Object.fromEntries(Object.entries(content.parameters).map(([key, declared]) => [key, inputs[key] ?? declared.default]));

  const runScript = (given, payload) => {
    const outcome = JSON.parse(outcomeOf(JSON.stringify({ script: given.Script, handler: given.Handler, payload, answers: scripts(), here })));
    seen.calls.push(...outcome.calls);
    seen.slept += outcome.slept.reduce((sum, seconds) => sum + seconds, 0);
    if (outcome.error) throw new Error(outcome.error);
    return outcome.result;
  };

  const invoke = ({ service: of, awsApi, awsParams }) => {
    const call = { region: here, api: `${of.namespace}:${awsApi[0].toUpperCase()}${awsApi.slice(1)}`, parameters: awsParams };
    seen.calls.push(call);
    if (call.api === 'sns:Publish') seen.said.push(awsParams.Subject);
    return aws(call);
  };

  const stack = new Stack(new App({ analyticsReporting: false, treeMetadata: false }), 'Stack');
  const document = new ssm.AutomationDocument(stack, 'Runbook', {
    docInputs: Object.entries(content.parameters).map(([name, { type, default: defaultValue, allowedValues, allowedPattern }]) =>
      ssm.Input.ofSpecifiedType(ssm.DataType.fromDataType(type).dataTypeEnum, name, { defaultValue, allowedValues, allowedPattern })),
  });
  for (const step of content.mainSteps) {
    document.addStep(build(stack, step, values, {
      onFailure: fallback(step.onFailure),
      isEnd: step.isEnd,
      maxAttempts: step.maxAttempts,
      timeoutSeconds: step.timeoutSeconds,
      explicitNextStep: step.nextStep && ssm.StepRef.fromName(step.nextStep),
      inputObserver: { accept: () => seen.steps.push(step.name) },
      outputObserver: { accept: () => seen.finished.add(step.name) },
    }, runScript));
  }

  try {
    console.log = () => {};
    // The simulator measures time-outs on the clock: sleeping moves it.
    Date.now = () => now() + seen.slept * 1000;
    const { responseCode, stackTrace } = ssm.Simulation.ofAutomation(document, {
      awsInvoker: { invoke },
      sleepHook: { sleep: (ms) => { seen.slept += ms / 1000; } },
      // Lent: a rejection throws.
      approveHook: { ask: () => { seen.approvals++; if (!approve) throw new Error('rejected'); return true; } },
      executeAutomationHook: { execute: automation ?? (() => { throw new Error('no runbook expected'); }) },
    }).simulate({ ...inputs });
    // Lent: a critical step that did not finish fails the run, wherever onFailure led.
    const failed = content.mainSteps.filter((step) => step.isCritical !== false && seen.steps.includes(step.name) && !seen.finished.has(step.name));
    return { ...seen, status: responseCode === ssm.ResponseCode.SUCCESS && failed.length === 0 ? 'Success' : 'Failed', why: stackTrace };
  } finally {
    console.log = log;
    Date.now = now;
    made.push(...seen.calls);
  }
}

/**
 * What AWS's own models (botocore's) have against the calls of all runs so far: unknown or missing parameters, wrong types. Null where
 * Python has no botocore.
 */
export function modelErrors() {
  const { status, stdout, stderr } = spawnSync(interpreter, ['-B', `${fakes}models.py`], { input: JSON.stringify(made), encoding: 'utf8' });
  if (status === 3) return null;
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const READS = /:(Describe|Get|List)/;

/** What changes something, in order; telling people is no change. */
export const writes = (run) => run.calls.filter(({ api }) => !READS.test(api) && api !== 'sns:Publish').map(({ region, api }) => `${region} ${api}`);
