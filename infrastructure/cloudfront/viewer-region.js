import cf from 'cloudfront';

// Sends a viewer to the nearest healthy region of its country. Decides as RegionRouter (C#) does, from the same configuration.
// JavaScript runtime 2.0: no for-of, no spread, no destructuring. The template puts the configuration in here.
const routing = JSON.parse('${RoutingConfig}');
const store = cf.kvs();

// A country's residency holds for the retry too: the origin group below has regions of the list only.
const FAILOVER = [500, 502, 503, 504];

const CONTINENTS = {
  AF: 'AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW',
  AN: 'AQ BV GS HM TF',
  AS: 'AE AF AM AZ BD BH BN BT CC CN CX GE HK ID IL IN IO IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TM TR TW UZ VN YE',
  EU: 'AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA',
  NA: 'AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV SX TC TT US VC VG VI',
  OC: 'AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TL TO TV UM VU WF WS',
  SA: 'AR BO BR CL CO EC FK GF GY PE PY SR UY VE'
};

// region, latitude, longitude
const PLACES = 'af-south-1 -33.9 18.4,ap-east-1 22.3 114.2,ap-east-2 25 121.5,ap-northeast-1 35.7 139.7,ap-northeast-2 37.6 127,ap-northeast-3 34.7 135.5,ap-south-1 19.1 72.9,ap-south-2 17.4 78.5,ap-southeast-1 1.3 103.9,ap-southeast-2 -33.9 151.2,ap-southeast-3 -6.2 106.8,ap-southeast-4 -37.8 145,ap-southeast-5 3.1 101.7,ap-southeast-6 -36.8 174.8,ap-southeast-7 13.8 100.5,ca-central-1 45.5 -73.6,ca-west-1 51 -114.1,eu-central-1 50.1 8.7,eu-central-2 47.4 8.5,eu-north-1 59.3 18.1,eu-south-1 45.5 9.2,eu-south-2 41.7 -0.9,eu-west-1 53.3 -6.3,eu-west-2 51.5 -0.1,eu-west-3 48.9 2.4,il-central-1 32.1 34.8,me-central-1 24.5 54.4,me-south-1 26.2 50.6,mx-central-1 20.6 -100.4,sa-east-1 -23.5 -46.6,us-east-1 39 -77.5,us-east-2 40 -83,us-west-1 37.8 -122.4,us-west-2 45.8 -119.7';

function continentOf(country) {
  for (const name in CONTINENTS) {
    if (country.length === 2 && (' ' + CONTINENTS[name] + ' ').includes(' ' + country + ' ')) return name;
  }
  return '';
}

function placeOf(region) {
  if (routing.regions[region].at) return routing.regions[region].at;
  const row = PLACES.split(',').find(r => r.startsWith(region + ' '));
  return row.split(' ').slice(1).map(Number);
}

function distanceKm(a, b) {
  const rad = Math.PI / 180;
  const x = Math.sin((b[0] - a[0]) * rad / 2);
  const y = Math.sin((b[1] - a[1]) * rad / 2);
  const h = x * x + Math.cos(a[0] * rad) * Math.cos(b[0] * rad) * y * y;
  return Math.floor(2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(h))) + 0.5);
}

// The region, its configured fallbacks, then the others, nearest first.
function orderFrom(home) {
  const listed = (routing.fallback || {})[home] || [];
  const from = placeOf(home);
  const rest = Object.keys(routing.regions)
    .filter(r => r !== home && !listed.includes(r))
    .map(r => ({ name: r, km: distanceKm(from, placeOf(r)) }));
  rest.sort((a, b) => a.km - b.km || (a.name < b.name ? -1 : 1));
  return [home].concat(listed, rest.map(r => r.name));
}

// A region is out when an operator or `failover` wrote so. No key, or no answer from the store: it is healthy.
async function isHealthy(region) {
  try {
    return !/^(draining|unhealthy)/i.test(await store.get('health.' + region));
  } catch (e) {
    return true;
  }
}

// The first two suffice: one to serve, one for CloudFront's retry.
async function firstHealthy(regions) {
  const found = [];
  for (let i = 0; i < regions.length && found.length < 2; i++) {
    if (await isHealthy(regions[i])) found.push(regions[i]);
  }
  return found;
}

async function handler(event) {
  const request = event.request;
  const header = request.headers['cloudfront-viewer-country'];
  let country = header ? header.value.toUpperCase() : '';
  const continent = continentOf(country);
  if (!continent) country = '';

  const assigned = (routing.countries || {})[country] || (routing.continents || {})[continent];
  const home = assigned || routing.default;
  const order = orderFrom(home);
  const bound = (routing.residency || {})[country];
  const inside = bound ? order.filter(r => bound.includes(r) || bound.includes(routing.regions[r].residency)) : order;

  let regions = await firstHealthy(inside);
  let reason = regions[0] !== home ? 'fallback' : assigned ? 'home' : 'default';
  if (regions.length === 0 && bound && routing.residencyFallback === 'allow') {
    regions = await firstHealthy(order);
    reason = 'residency-fallback';
  }

  if (regions.length === 0) {
    return {
      statusCode: 503,
      statusDescription: 'Service Unavailable',
      headers: { 'content-type': { value: 'application/json' }, 'cache-control': { value: 'no-store' }, 'retry-after': { value: '30' } },
      body: JSON.stringify({ region: null, reason: 'none', country: country || null, message: 'no region that may serve this viewer is healthy' })
    };
  }

  request.headers['x-datasync-route'] = { value: reason + ' ' + regions[0] };
  // CloudFront tries a second origin for GET, HEAD and OPTIONS only; a write goes to one region and is never repeated.
  if (regions.length > 1 && /^(GET|HEAD|OPTIONS)$/.test(request.method)) {
    cf.createRequestOriginGroup({
      originIds: [{ originId: regions[0] }, { originId: regions[1] }],
      failoverCriteria: { statusCodes: FAILOVER }
    });
  } else {
    cf.selectRequestOriginById(regions[0]);
  }
  return request;
}
