import type { FieldProblem } from '../error.ts';

/** Looks at one value and writes down what is off about it. */
export type Check = (value: unknown, path: string, problems: FieldProblem[]) => void;

/** More than this is told by the first ones; a hostile file must not make a list as long as itself. */
const MAX_PROBLEMS = 50;

export function report(problems: FieldProblem[], path: string, message: string): void {
  if (problems.length < MAX_PROBLEMS) {
    problems.push({ path: path === '' ? '(văn bản)' : path, message });
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(max: number, min = 0): Check {
  return (value, path, problems) => {
    if (typeof value !== 'string') {
      report(problems, path, 'phải là chữ');
    } else if (value.length > max) {
      report(problems, path, `dài ${value.length} ký tự, nhiều nhất ${max}`);
    } else if (value.trim().length < min) {
      report(problems, path, 'không được để trống');
    }
  };
}

export const isBoolean: Check = (value, path, problems) => {
  if (typeof value !== 'boolean') {
    report(problems, path, 'phải là true hoặc false');
  }
};

export function integer(min: number, max: number): Check {
  return (value, path, problems) => {
    if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) {
      report(problems, path, `phải là số nguyên từ ${min} đến ${max}`);
    }
  };
}

export function positive(max: number): Check {
  return (value, path, problems) => {
    if (typeof value !== 'number' || !(value > 0 && value <= max)) {
      report(problems, path, `phải là số lớn hơn 0, nhiều nhất ${max}`);
    }
  };
}

export function oneOf(...allowed: string[]): Check {
  return (value, path, problems) => {
    if (typeof value !== 'string' || !allowed.includes(value)) {
      report(problems, path, `phải là một trong: ${allowed.join(', ')}`);
    }
  };
}

export function list(item: Check, max: number, min = 0): Check {
  return (value, path, problems) => {
    if (!Array.isArray(value)) {
      report(problems, path, 'phải là danh sách');
      return;
    }
    if (value.length > max || value.length < min) {
      report(problems, path, `có ${value.length} mục, phải từ ${min} đến ${max} mục`);
      return;
    }
    for (const [index, entry] of value.entries()) {
      item(entry, `${path}[${index}]`, problems);
    }
  };
}

/** A field whose name ends in `?` may be absent. Fields that are not named are refused: a misspelt one would print nothing. */
export function fields(shape: Record<string, Check>): Check {
  const known = new Map(Object.entries(shape).map(([key, check]) => [key.replace(/\?$/, ''), check]));
  const required = Object.keys(shape).filter((key) => !key.endsWith('?'));
  return (value, path, problems) => {
    const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
    if (!isPlainObject(value)) {
      report(problems, path, 'phải là một đối tượng');
      return;
    }
    for (const key of required) {
      if (value[key] === undefined) {
        report(problems, at(key), 'thiếu trường này');
      }
    }
    for (const [key, entry] of Object.entries(value)) {
      const check = known.get(key);
      if (check === undefined) {
        report(problems, at(key.slice(0, 80)), 'không có trường này');
      } else if (entry !== undefined) {
        check(entry, at(key), problems);
      }
    }
  };
}

/** The check is chosen by the word in `key`. */
export function byKind(key: string, checks: Record<string, Check>): Check {
  const known = new Map(Object.entries(checks));
  return (value, path, problems) => {
    const kind = isPlainObject(value) ? value[key] : undefined;
    const check = typeof kind === 'string' ? known.get(kind) : undefined;
    if (check === undefined) {
      report(problems, `${path}.${key}`, `phải là một trong: ${[...known.keys()].join(', ')}`);
    } else {
      check(value, path, problems);
    }
  };
}

/** Either of two shapes, told apart by whether the value is a string. */
export function textOr(whole: Check, other: Check): Check {
  return (value, path, problems) => (typeof value === 'string' ? whole : other)(value, path, problems);
}
