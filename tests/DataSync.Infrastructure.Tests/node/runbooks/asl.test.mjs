import assert from 'node:assert/strict';
import { test } from 'node:test';
import validate from 'asl-validator';

test('the validator of state machines is there', () => {
  const { isValid } = validate({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });

  assert.ok(isValid);
});
