import schema from '../account/smtp-schema.json';

/** What the schema says of one key. */
export interface SchemaKey {
  description?: string;
  type?: string;
  /** The values that there are, when they can be listed. */
  values: string[];
  /** Other keys are inside. */
  hasKeys: boolean;
}

interface SchemaNode {
  $ref?: string;
  description?: string;
  type?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, SchemaNode>;
  additionalProperties?: boolean | SchemaNode;
  definitions?: Record<string, SchemaNode>;
}

const root = schema as SchemaNode;

/** The keys that can stand in the map at `path`, in the order of the schema; none where the schema knows of no map. */
export function keysAt(path: readonly string[]): Record<string, SchemaKey> {
  const node = nodeAt(path);
  return Object.fromEntries(Object.entries(node?.properties ?? {}).map(([key, child]) => [key, keyOf(child)]));
}

/** What the schema says of the key at `path`; undefined for an account's own name and for what is not in the schema. */
export function schemaKeyAt(path: readonly string[]): SchemaKey | undefined {
  const name = path.at(-1);
  const parent = nodeAt(path.slice(0, -1))?.properties ?? {};
  return name !== undefined && Object.hasOwn(parent, name) ? keysAt(path.slice(0, -1))[name] : undefined;
}

function keyOf(child: SchemaNode): SchemaKey {
  const node = resolved(child);
  const values =
    node.const === undefined ? (node.enum ?? (node.type === 'boolean' ? [true, false] : [])) : [node.const];
  return {
    ...((child.description ?? node.description) ? { description: String(child.description ?? node.description) } : {}),
    ...(node.type ? { type: node.type } : {}),
    values: values.map(String),
    hasKeys: node.type === 'object',
  };
}

function nodeAt(path: readonly string[]): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((node, key) => {
    const child = node?.properties && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
    const other = typeof node?.additionalProperties === 'object' ? node.additionalProperties : undefined;
    const found = child ?? other;
    return found && resolved(found);
  }, root);
}

function resolved(node: SchemaNode): SchemaNode {
  const name = node.$ref?.split('/').at(-1);
  return name === undefined ? node : { ...root.definitions?.[name], ...node };
}
