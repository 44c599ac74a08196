// graphql-codegen's types of the schema and of operations.graphql. Usage: codegen.mjs SCHEMA OUT
import { readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as documents from '@graphql-codegen/typed-document-node';
import * as types from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';

const [schema, out] = process.argv.slice(2);
const location = new URL('../operations.graphql', import.meta.url);
const config = {
  scalars: { DateTime: 'string', Date: 'string', PhoneNumber: 'string', JSON: 'unknown' },
  strictScalars: true,
  enumsAsTypes: true,
  useTypeImports: true,
};
writeFileSync(
  out,
  await codegen({
    filename: out,
    schema: parse(readFileSync(schema, 'utf8')),
    documents: [{ location: location.pathname, document: parse(readFileSync(location, 'utf8')) }],
    plugins: [{ types: {} }, { operations: {} }, { documents: {} }],
    pluginMap: { types, operations, documents },
    config,
  }),
);
