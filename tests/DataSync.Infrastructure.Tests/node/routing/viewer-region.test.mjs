import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Edge, withConfiguration } from './edge.mjs';

const source = readFileSync(process.env.VIEWER_REGION_JS ?? new URL('../../../../infrastructure/cloudfront/viewer-region.js', import.meta.url), 'utf8');
const { configurations, cases } = JSON.parse(readFileSync(new URL('./cases.json', import.meta.url), 'utf8'));
const three = configurations.three;

for (const { name, configuration, country, healthy, expect } of cases) {
  test(`case: ${name}`, async () => {
    const edge = new Edge(source, configurations[configuration]);
    const unhealthy = edge.origins.filter((region) => !healthy.includes(region));

    const { region, reason, next } = await edge.route({ country, unhealthy });

    assert.deepEqual({ region, reason, next }, { region: expect.region, reason: expect.reason, next: expect.alternatives[0] ?? null });
  });
}

test('a write goes to one origin and has no second', async () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const { region, next } = await new Edge(source, three).route({ country: 'DE', method });

    assert.deepEqual([region, next], ['eu-west-1', null]);
  }
});

test('a read has a second origin', async () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    const { next } = await new Edge(source, three).route({ country: 'FR', method });

    assert.notEqual(next, null);
  }
});

test('a region is healthy when the store does not know it, says something else, or does not answer', async () => {
  const edge = new Edge(source, three);
  assert.equal((await edge.route({ country: 'FR' })).region, 'eu-west-1');
  assert.equal((await edge.route({ country: 'FR', unhealthy: ['eu-west-1'], word: 'serving' })).region, 'eu-west-1');

  edge.storeWorks = false;

  assert.equal((await edge.route({ country: 'FR', unhealthy: ['eu-west-1'] })).region, 'eu-west-1');
});

test('draining and unhealthy, in any case, take a region out', async () => {
  for (const word of ['draining', 'Draining 2026-11-24T10:00:00Z why', 'unhealthy', 'UNHEALTHY']) {
    const { region } = await new Edge(source, three).route({ country: 'FR', unhealthy: ['eu-west-1'], word });

    assert.notEqual(region, 'eu-west-1');
  }
});

test('a viewer cannot choose: no cookie, query or header but the country of CloudFront counts', async () => {
  const edge = new Edge(source, three);
  edge.selected = null;
  const request = {
    method: 'GET', uri: '/', querystring: { region: { value: 'us-east-1' } }, cookies: { region: { value: 'us-east-1' } },
    headers: { 'cloudfront-viewer-country': { value: 'FR' }, 'x-datasync-route': { value: 'home us-east-1' } },
  };

  const result = await edge.handler({ request });

  assert.equal(edge.selected[0], 'eu-west-1');
  assert.equal(result.headers['x-datasync-route'].value, 'home eu-west-1');
});

test('two reads of the store suffice while all is well', async () => {
  const edge = new Edge(source, three);

  await edge.route({ country: 'FR' });

  assert.equal(edge.reads, 2);
});

test('where nothing may serve, the reply is 503, not cached, and says why', async () => {
  const { result } = await new Edge(source, three).route({ country: 'DE', unhealthy: ['eu-west-1', 'eu-central-1'] });

  assert.equal(result.headers['cache-control'].value, 'no-store');
  assert.deepEqual(JSON.parse(result.body), { region: null, reason: 'none', country: 'DE', message: 'no region that may serve this viewer is healthy' });
});

test('the code and the largest configuration fit the 10 KB that CloudFront allows', () => {
  const largest = 4096; // CloudFormation's limit of a parameter.
  assert.ok(Buffer.byteLength(source) + largest <= 10240, `${Buffer.byteLength(source)} bytes of code`);
  assert.ok(Buffer.byteLength(withConfiguration(source, three)) <= 10240);
});

test('the code keeps to what runtime 2.0 has', () => {
  const code = source.replace(/\/\/.*$/gm, '');
  for (const missing of [/\.\.\./, /\?\./, /\?\?/, /\bof\b [^']*\{/, /\bclass\b/, /(const|let|var)\s*[[{]/, /`/]) {
    assert.doesNotMatch(code, missing);
  }
  assert.doesNotMatch(source.replace('${RoutingConfig}', ''), /\$\{/, 'Fn::Sub would replace it');
});
