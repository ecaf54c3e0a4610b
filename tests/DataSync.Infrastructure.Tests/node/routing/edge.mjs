// Runs infrastructure/cloudfront/viewer-region.js as CloudFront would: the configuration put in as the template does it, and a
// stand-in for the module 'cloudfront' that takes what the real one takes and refuses what it refuses.
import assert from 'node:assert/strict';

const IMPORT = "import cf from 'cloudfront';\n";
const STATUS_CODES = [400, 403, 404, 416, 429, 500, 502, 503, 504];

// What Fn::Sub does to the code.
export const withConfiguration = (source, configuration) => {
  assert.equal(source.split('${RoutingConfig}').length, 2, 'the configuration has one place');
  return source.replace('${RoutingConfig}', () => JSON.stringify(configuration));
};

export class Edge {
  constructor(source, configuration) {
    this.origins = Object.keys(configuration.regions);
    this.values = new Map();
    this.storeWorks = true;
    this.reads = 0;
    assert.ok(source.startsWith(IMPORT), 'the module is imported in the first line');
    const code = withConfiguration(source.slice(IMPORT.length), configuration);
    this.handler = new Function('cf', `'use strict';\n${code}\nreturn handler;`)(this.module());
  }

  module() {
    return {
      kvs: () => ({
        get: async (key) => {
          this.reads++;
          if (!this.storeWorks) throw new Error('InternalError');
          if (!this.values.has(key)) throw new Error('KeyNotFound');
          return this.values.get(key);
        },
      }),
      selectRequestOriginById: (id) => this.select([this.known(id)]),
      createRequestOriginGroup: ({ originIds, failoverCriteria }) => {
        assert.equal(originIds.length, 2, 'an origin group has two origins');
        assert.notEqual(originIds[0].originId, originIds[1].originId, 'two different ones');
        failoverCriteria.statusCodes.forEach((code) => assert.ok(STATUS_CODES.includes(code), `${code} can be failed over on`));
        this.select(originIds.map(({ originId }) => this.known(originId)));
      },
    };
  }

  known(id) {
    assert.ok(this.origins.includes(id), `the distribution has the origin ${id}`);
    return id;
  }

  select(origins) {
    assert.equal(this.selected, null, 'the origin is chosen once');
    this.selected = origins;
  }

  // The decision, in RegionRouter's words: region, reason and (GET only) the first alternative.
  async route({ country, method = 'GET', unhealthy = [], word = 'draining 2026-11-24T10:00:00Z drill' }) {
    this.selected = null;
    this.values = new Map(unhealthy.map((region) => [`health.${region}`, word]));
    const headers = { host: { value: 'www.example.com' } };
    if (country) headers['cloudfront-viewer-country'] = { value: country };
    const result = await this.handler({ version: '1.0', context: {}, viewer: { ip: '192.0.2.1' }, request: { method, uri: '/', querystring: {}, headers, cookies: {} } });
    if (result.statusCode) {
      assert.equal(this.selected, null, 'a reply has no origin');
      assert.equal(result.statusCode, 503);
      return { region: null, reason: JSON.parse(result.body).reason, next: null, result };
    }

    const [reason, region] = result.headers['x-datasync-route'].value.split(' ');
    assert.equal(region, this.selected[0], 'the header says what was selected');
    return { region, reason, next: this.selected[1] ?? null, result };
  }
}
