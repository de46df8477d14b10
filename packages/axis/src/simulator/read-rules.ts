import { AxisError } from '../errors.ts';
import type { FaultMatch, FaultRule } from './types.ts';

const ACTIONS: readonly FaultRule['do'][] = [
  'slow',
  'cut',
  'http_error',
  'wrong_mac',
  'expired_token',
  'drop_answer',
  'refuse',
  'html',
  'huge',
  'endless',
  'redirect',
  'corrupt',
  'duplicate',
  'reorder',
  'delay',
  'lose',
];

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string' && value !== '';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isOneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value);

const MATCH: Record<keyof FaultMatch, Check> = {
  axis: isOneOf('national', 'provincial'),
  call: isText,
  from: isText,
  to: isText,
  kind: isOneOf('edoc', 'status'),
  nth: (value) => isCount(value) || (Array.isArray(value) && value.every(isCount)),
  every: (value) => isCount(value) && Number(value) > 0,
  chance: (value) => typeof value === 'number' && value >= 0 && value <= 1,
};

const RULE: Record<keyof FaultRule, Check> = {
  id: isText,
  match: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  do: isOneOf(...ACTIONS),
  ms: isCount,
  atByte: isCount,
  side: isOneOf('request', 'answer'),
  status: (value) => isCount(value) && Number(value) >= 300 && Number(value) <= 599,
  errorCode: isText,
  copies: (value) => isCount(value) && Number(value) >= 1 && Number(value) <= 100,
  behind: isCount,
  times: isCount,
};

function problems(record: object, checks: Readonly<Record<string, Check>>, path: string): string[] {
  return Object.entries(record).flatMap(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    return check === undefined
      ? [`${path}.${name}: không có trường này`]
      : check(value)
        ? []
        : [`${path}.${name}: giá trị không hợp lệ`];
  });
}

/**
 * Fault rules from JSON that somebody wrote.
 * @throws {AxisError} `axis.bad_setting` names every place that is wrong
 */
export function readFaultRules(value: unknown): FaultRule[] {
  const items = Array.isArray(value) ? value : [value];
  const wrong = items.flatMap((item: unknown, index) => {
    const path = `faults[${index}]`;
    if (typeof item !== 'object' || item === null) {
      return [`${path}: phải là một đối tượng`];
    }
    const { match = {}, do: action } = item as Partial<FaultRule>;
    const missing = action === undefined ? [`${path}.do: thiếu; một trong ${ACTIONS.join(', ')}`] : [];
    return [...missing, ...problems(item, RULE, path), ...problems(match, MATCH, `${path}.match`)];
  });
  if (wrong.length > 0) {
    throw new AxisError('axis.bad_setting', `Danh sách lỗi mô phỏng chưa đúng: ${wrong.slice(0, 10).join('; ')}`, {
      final: true,
    });
  }
  // Every field was looked at above.
  return items.map((item) => ({ match: {}, ...(item as Omit<FaultRule, 'match'>) }));
}
