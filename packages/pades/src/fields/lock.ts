import type { PdfFile } from '../pdf/file.ts';
import {
  array,
  dict,
  isArray,
  isDict,
  isString,
  name,
  nameOf,
  type PdfDict,
  type PdfValue,
  readTextString,
  textString,
} from '../pdf/values.ts';

/** Which fields a signature freezes (ISO 32000-2, 12.7.5.5), and what may still happen to the document after it. */
export interface FieldLock {
  action: 'all' | 'include' | 'exclude';
  /** Full names; for `all` none. */
  fields?: readonly string[];
  /** 1 nothing more, 2 filling and signing, 3 annotations too. */
  permission?: 1 | 2 | 3;
}

const ACTIONS = { all: 'All', include: 'Include', exclude: 'Exclude' } as const;

function lockEntries(lock: FieldLock): Record<string, PdfValue | undefined> {
  return {
    Action: name(ACTIONS[lock.action]),
    Fields: lock.action === 'all' ? undefined : array(...(lock.fields ?? []).map(textString)),
  };
}

/** `/Lock` of a signature field. */
export function lockDictionary(lock: FieldLock): PdfDict {
  return dict({ Type: name('SigFieldLock'), ...lockEntries(lock), P: lock.permission });
}

/** `/TransformParams` of FieldMDP; the permission has no place in it. */
export function fieldMdpParameters(lock: FieldLock): PdfDict {
  return dict({ Type: name('TransformParams'), ...lockEntries(lock), V: name('1.2') });
}

/** Reads a `/Lock` or FieldMDP parameters; undefined when it is neither. */
export function readLock(file: PdfFile, value: PdfValue | undefined): FieldLock | undefined {
  const found = file.resolve(value);
  if (!isDict(found)) {
    return undefined;
  }
  const wanted = nameOf(found.entries.get('Action'));
  const action = (['all', 'include', 'exclude'] as const).find((candidate) => ACTIONS[candidate] === wanted);
  const list = file.resolve(found.entries.get('Fields'));
  const permission = found.entries.get('P');
  if (action === undefined) {
    return undefined;
  }
  return {
    action,
    fields: isArray(list) ? list.items.filter(isString).map(readTextString) : [],
    ...(permission === 1 || permission === 2 || permission === 3 ? { permission } : {}),
  };
}

function covers(fields: readonly string[], field: string): boolean {
  return fields.some((entry) => entry === field || field.startsWith(`${entry}.`));
}

/** Whether the lock freezes a field. */
export function isLocked(lock: FieldLock, field: string): boolean {
  switch (lock.action) {
    case 'all':
      return true;
    case 'include':
      return covers(lock.fields ?? [], field);
    case 'exclude':
      return !covers(lock.fields ?? [], field);
  }
}
