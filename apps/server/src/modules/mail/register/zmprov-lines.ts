import { forwardAttributes, stateAttributes } from '../backends/zimbra/zimbra-account.ts';
import type { OpenStep } from '../queries/open-steps.ts';

const MIB = 1_048_576;

/** One word of a line as `StringUtil.parseLine` of zm-mailbox reads it: in quotes, both signs it knows escaped, on one line. */
function quoted(word: string): string {
  const plain = word.replaceAll(/\p{C}/gu, ' ').replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return `"${plain}"`;
}

function line(verb: string, ...words: string[]): string {
  return [verb, ...words.map(quoted)].join(' ');
}

function modified(address: string, attributes: Record<string, string>): string {
  return line('ma', address, ...Object.entries(attributes).flat());
}

/** Left: kept while letters go on to somebody, shut to letters without one, as the backend itself does. */
function lockLine(address: string, step: OpenStep): string {
  if (step.state !== 'revoked') {
    return modified(address, stateAttributes('locked'));
  }
  return modified(address, stateAttributes(step.forwarding_to === null ? 'closed' : 'retained'));
}

/** Acts that do not change the name, on the name as it is then. */
function actLine(address: string, step: OpenStep, whole: (address: string) => string): string[] {
  switch (step.step_kind) {
    case 'lock':
      return [lockLine(address, step)];
    case 'unlock':
      return [modified(address, stateAttributes('active'))];
    case 'forward':
      return step.forwarding_to === null
        ? []
        : [modified(address, forwardAttributes('retained', whole(step.forwarding_to)))];
    case 'close':
      return [modified(address, stateAttributes('closed'))];
    default:
      return [];
  }
}

/** Created under the newest name at once, or brought to it; names in between become aliases. */
function nameLines(address: string, steps: readonly OpenStep[], whole: (address: string) => string): string[] {
  const [first] = steps;
  const moves = steps.filter(({ step_kind }) => step_kind === 'rename').length;
  const before = moves === 0 ? [] : (first?.aliases.slice(-moves).map(whole) ?? []);
  const aliases = before.map((alias) => line('aaa', address, alias));
  if (first !== undefined && steps.some(({ step_kind }) => step_kind === 'create')) {
    const quota = first.quota_mb === null ? [] : ['zimbraMailQuota', String(first.quota_mb * MIB)];
    return [line('ca', address, '', 'displayName', first.holder_name, ...quota), ...aliases];
  }
  const [old] = before;
  // Moved to and fro: which name it has at Zimbra the register does not know, so a person looks.
  return old === undefined || before.length < moves ? [] : [line('ra', old, address), ...aliases];
}

/**
 * The open steps of one mailbox as lines of `zmprov`, beside each step its own; a step without a line is done by hand.
 * `whole` completes a short address with the domain.
 */
export function zmprovLines(steps: readonly OpenStep[], whole: (address: string) => string): string[][] {
  const address = whole(steps[0]?.address_key ?? '');
  const names = nameLines(address, steps, whole);
  const first = steps.findIndex(({ step_kind }) => step_kind === 'create' || step_kind === 'rename');
  return steps.map((step, index) => [...(index === first ? names : []), ...actLine(address, step, whole)]);
}
