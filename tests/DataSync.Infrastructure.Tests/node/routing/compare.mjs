// Answers generated questions, one JSON line each: node compare.mjs SOURCE QUESTIONS. The C# tests compare with RegionRouter.
import { readFileSync } from 'node:fs';
import { Edge } from './edge.mjs';

const source = readFileSync(process.argv[2], 'utf8');
for (const { configuration, country, healthy } of JSON.parse(readFileSync(process.argv[3], 'utf8'))) {
  const edge = new Edge(source, configuration);
  const unhealthy = Object.keys(configuration.regions).filter((region) => !healthy.includes(region));
  const { region, reason, next } = await edge.route({ country, unhealthy });
  console.log(JSON.stringify({ region, reason, next }));
}
