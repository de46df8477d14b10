import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AxisCore } from './axis-core.ts';
import type { Facts } from './fault-engine.ts';
import { type ArrivedFile, FileTooLarge } from './message-file.ts';
import { MultipartProblem } from './multipart-reader.ts';
import { CutHere, receiveBody } from './receive-body.ts';
import { cutRequest, hostileReply, type Reply, sendReply } from './reply.ts';
import type { FaultRule } from './types.ts';

/** What one axis does with its calls; the same road for all of them. */
export interface CallHandler {
  facts: Facts;
  systemId: string | undefined;
  docId: string | undefined;
  /** How this axis says no. */
  refuse(errorCode: string, text: string): Reply;
  /** As if MAC, key or token were wrong. */
  refuseCredentials(isExpired: boolean): Reply;
  /** The part of the body that is the file; undefined for calls without one. */
  filePart: string | undefined;
  /** More facts once the file is here. */
  look(file: ArrivedFile): Promise<Facts>;
  perform(input: { file: ArrivedFile | undefined; fields: Record<string, string> }): Promise<Reply>;
}

/** The answer of a fault that keeps the call from being done at all. */
function answerInstead(handler: CallHandler, faults: readonly FaultRule[]): Reply | undefined {
  for (const rule of faults) {
    const hostile = hostileReply(rule);
    if (hostile !== undefined) {
      return hostile;
    }
    if (rule.do === 'wrong_mac' || rule.do === 'expired_token') {
      return handler.refuseCredentials(rule.do === 'expired_token');
    }
    if (rule.do === 'refuse') {
      return handler.refuse(rule.errorCode ?? '20', 'Từ chối theo yêu cầu thử nghiệm');
    }
  }
  return undefined;
}

function requestCut(faults: readonly FaultRule[]): FaultRule | undefined {
  return faults.find((rule) => rule.do === 'cut' && rule.side === 'request');
}

interface Received {
  file: ArrivedFile | undefined;
  fields: Record<string, string>;
  refusal?: Reply;
}

async function receive(
  core: AxisCore,
  handler: CallHandler,
  request: IncomingMessage,
  cut: FaultRule | undefined,
): Promise<Received> {
  if (handler.filePart === undefined) {
    return { file: undefined, fields: {} };
  }
  const writer = core.files.writer(core.maxBytes);
  try {
    const cutAtByte = cut === undefined ? undefined : (cut.atByte ?? 0);
    const { fields } = await receiveBody(request, writer, { part: handler.filePart, cutAtByte });
    return { file: await writer.close(), fields };
  } catch (error) {
    await writer.abort();
    if (error instanceof FileTooLarge) {
      return { file: undefined, fields: {}, refusal: handler.refuse('10', 'Tệp vượt dung lượng trục nhận') };
    }
    if (error instanceof MultipartProblem) {
      return { file: undefined, fields: {}, refusal: handler.refuse('10', 'Tệp không hợp lệ') };
    }
    throw error;
  }
}

/** Runs one call through its faults, answers it and notes it. */
export async function runCall(
  core: AxisCore,
  handler: CallHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const early = core.faults.ofRequest(handler.facts);
  const note = (outcome: string, status?: number, faults: readonly FaultRule[] = []): void => {
    const { axis, call, from, to } = handler.facts;
    const names = faults.map((rule) => rule.do);
    core.note({
      axis,
      call,
      ...(handler.systemId !== undefined && { systemId: handler.systemId }),
      ...(from !== undefined && { from: from.join(' ') }),
      ...(to !== undefined && { to: to.join(' ') }),
      ...(handler.docId !== undefined && { docId: handler.docId }),
      ...(status !== undefined && { httpStatus: status }),
      outcome: [outcome, ...names.filter((name) => name !== outcome)].join(' '),
    });
  };
  const instead = answerInstead(handler, early.faults);
  if (instead !== undefined) {
    note(instead.outcome, instead.status);
    await sendReply(response, instead, early.faults);
    return;
  }
  let received: Received;
  try {
    received = await receive(core, handler, request, requestCut(early.faults));
  } catch (error) {
    note(error instanceof CutHere ? 'cut' : 'broken');
    cutRequest(request, response);
    return;
  }
  const late = received.file === undefined ? [] : await lateFaults(core, handler, received.file, early.undecided);
  if (received.file !== undefined && requestCut(late) !== undefined) {
    await core.files.remove(received.file.name);
    note('cut');
    cutRequest(request, response);
    return;
  }
  const faults = [...early.faults, ...late];
  const stopped = received.refusal ?? answerInstead(handler, late);
  if (stopped !== undefined && received.file !== undefined) {
    await core.files.remove(received.file.name);
  }
  const reply = stopped ?? (await handler.perform(received));
  note(reply.outcome, reply.status, faults);
  await sendReply(response, reply, faults);
}

async function lateFaults(
  core: AxisCore,
  handler: CallHandler,
  file: ArrivedFile,
  undecided: readonly FaultRule[],
): Promise<FaultRule[]> {
  return undecided.length === 0 ? [] : core.faults.ofRequest(await handler.look(file), undecided).faults;
}
