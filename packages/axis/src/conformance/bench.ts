import { AxisError } from '../errors.ts';
import { nationalClient } from '../national/client.ts';
import type { NationalSettings } from '../national/line.ts';
import type { NationalAxis, SendMeta } from '../types.ts';
import type { EndpointTarget, SystemAccess } from './raw-ask.ts';

export type CheckVerdict = 'pass' | 'fail' | 'note';

export interface CheckResult {
  id: string;
  /** Vietnamese. */
  title: string;
  verdict: CheckVerdict;
  /** Vietnamese: what was seen. */
  seen: string;
}

export interface Outcome {
  verdict: CheckVerdict;
  seen: string;
}

export interface Bench {
  target: EndpointTarget;
  sender: NationalAxis;
  receiver: NationalAxis;
  receiverCode: string;
  /** A clean letter, another one at every call. */
  letter: () => Promise<{ bytes: Uint8Array; meta: SendMeta }>;
}

export interface Check {
  id: string;
  title: string;
  run: (bench: Bench) => Promise<Outcome>;
}

export function clientOf(
  target: EndpointTarget,
  access: SystemAccess,
  sendForm?: NationalSettings['sendForm'],
): NationalAxis {
  const { endpoint, transport, now, allowPlainHttp = false, retries = 1 } = target;
  const { systemId, secret } = access;
  return nationalClient({
    endpoint,
    systemId,
    secret,
    transport,
    now,
    allowPlainHttp,
    retries,
    ...(sendForm && { sendForm }),
  });
}

export function expectOk({ isOk, said }: { isOk: boolean; said: string }): Outcome {
  return { verdict: isOk ? 'pass' : 'fail', seen: said };
}

export function expectRefusal({ isOk, said }: { isOk: boolean; said: string }): Outcome {
  return { verdict: isOk ? 'fail' : 'pass', seen: said };
}

/** What an axis may do either way, but a client wants to know. */
export function tell({ isOk, said }: { isOk: boolean; said: string }, yes: string, no: string): Outcome {
  return { verdict: 'note', seen: `${isOk ? yes : no} (${said})` };
}

export async function expectError(work: Promise<unknown>): Promise<Outcome> {
  try {
    await work;
    return { verdict: 'fail', seen: 'trục nhận' };
  } catch (error) {
    return error instanceof AxisError && error.code !== 'axis.unreachable'
      ? {
          verdict: 'pass',
          seen: `${error.code}: ${error.answer?.errorCode ?? ''} ${error.answer?.errorText ?? ''}`.trim(),
        }
      : { verdict: 'fail', seen: error instanceof Error ? error.message : String(error) };
  }
}
