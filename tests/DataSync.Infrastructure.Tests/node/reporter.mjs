// One line of JSON per test for NodeSuite.cs: {"result":"pass|fail|skip","name":...,"detail":...}.
const resultOf = (type, data) => (data.skip !== undefined || data.todo !== undefined ? 'skip' : type === 'test:pass' ? 'pass' : 'fail');

const detailOf = (error) => (error === undefined ? '' : String(error.cause?.stack ?? error.cause ?? error.stack ?? error));

export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type === 'test:pass' || type === 'test:fail') {
      // A file and a describe() are tests for the runner too; they only count where they failed by themselves.
      if (data.details?.type === 'suite' && type === 'test:pass') continue;
      yield JSON.stringify({ result: resultOf(type, data), name: data.name, detail: detailOf(data.details?.error) }) + '\n';
    } else if (type === 'test:stderr') {
      yield data.message;
    }
  }
}
