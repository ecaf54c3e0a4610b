// Reads a template of infrastructure/ the way CloudFormation would: parameters, conditions and the functions that are used there.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';

const TAGS = ['Ref', 'If', 'Sub', 'GetAtt', 'Join', 'Split', 'Select', 'Equals', 'Not', 'And', 'Or', 'Condition'];
const folder = new URL('../../../../infrastructure/', import.meta.url);

const nameOf = (tag) => (tag === 'Ref' || tag === 'Condition' ? tag : `Fn::${tag}`);

const customTags = TAGS.flatMap((tag) => [
  { tag: `!${tag}`, resolve: (text) => ({ [nameOf(tag)]: text }) },
  { tag: `!${tag}`, collection: 'seq', resolve: (node) => ({ [nameOf(tag)]: node.toJSON() }) },
  { tag: `!${tag}`, collection: 'map', resolve: (node) => ({ [nameOf(tag)]: node.toJSON() }) },
]);

export const textOf = (name) => readFileSync(fileURLToPath(new URL(name, folder)), 'utf8');

// A collection tag is resolved before its children are plain: JSON twice makes all of it plain.
const plain = (value) => JSON.parse(JSON.stringify(value));

const ABSENT = Symbol('AWS::NoValue');

export function load(name, parameters = {}, region = 'eu-west-1') {
  const document = parseDocument(textOf(name), { customTags });
  if (document.errors.length > 0) throw document.errors[0];
  const template = plain(document.toJS());
  const values = Object.fromEntries(Object.entries(template.Parameters).map(([key, declared]) => {
    const value = parameters[key] ?? declared.Default ?? `a-${key}`;
    return [key, /List/.test(declared.Type) ? String(value).split(',') : String(value)];
  }));
  const pseudo = { 'AWS::Region': region, 'AWS::AccountId': '111122223333', 'AWS::Partition': 'aws', 'AWS::StackName': 'stack' };

  const condition = (expression) => {
    if (typeof expression === 'string') return condition(template.Conditions[expression]);
    const [[key, value]] = Object.entries(expression);
    switch (key) {
      case 'Condition': return condition(value);
      case 'Fn::Equals': return resolve(value[0]) === resolve(value[1]);
      case 'Fn::Not': return !condition(value[0]);
      case 'Fn::And': return value.every(condition);
      case 'Fn::Or': return value.some(condition);
      default: throw new Error(`condition ${key}`);
    }
  };

  const refer = (id) => {
    if (id === 'AWS::NoValue') return ABSENT;
    if (id in pseudo) return pseudo[id];
    if (id in values) return values[id];
    if (id in template.Resources) return id;
    throw new Error(`Ref ${id}`);
  };

  const substitute = (value) => {
    const [text, own] = Array.isArray(value) ? value : [value, {}];
    return text.replace(/\$\{([^!}][^}]*)\}/g, (_, key) => (key in own ? resolve(own[key]) : key.includes('.') ? key : refer(key)));
  };

  const resolve = (node) => {
    if (Array.isArray(node)) return node.map(resolve).filter((item) => item !== ABSENT);
    if (node === null || typeof node !== 'object') return node;
    const entries = Object.entries(node);
    if (entries.length === 1) {
      const [key, value] = entries[0];
      switch (key) {
        case 'Ref': return refer(value);
        case 'Fn::GetAtt': return Array.isArray(value) ? value.join('.') : value;
        case 'Fn::Sub': return substitute(value);
        case 'Fn::If': return resolve(condition(value[0]) ? value[1] : value[2]);
        case 'Fn::Join': return resolve(value[1]).join(value[0]);
        case 'Fn::Split': return resolve(value[1]).split(value[0]);
        case 'Fn::Select': return resolve(value[1])[value[0]];
        default:
      }
    }
    return Object.fromEntries(entries.map(([key, value]) => [key, resolve(value)]).filter(([, value]) => value !== ABSENT));
  };

  const resources = Object.fromEntries(Object.entries(template.Resources)
    .filter(([, resource]) => resource.Condition === undefined || condition(resource.Condition))
    .map(([id, { Type, Properties }]) => [id, { Type, Properties: resolve(Properties ?? {}) }]));
  return { resources, raw: template };
}

export const runbooks = (template) => Object.entries(template.resources)
  .filter(([, resource]) => resource.Type === 'AWS::SSM::Document')
  .map(([id, resource]) => ({ id, name: resource.Properties.Name, content: resource.Properties.Content }));
