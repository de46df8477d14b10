import type { SimulatedMessage, Simulator } from '@congvu/axis/simulator';
import { notFound } from '../../platform/errors.ts';
import { type OutsideAgency, outsideAgency } from './outside-agencies.ts';

/** A letter on the simulated axis, by its name or the name of one receiver's copy. */
export function getLetter(simulator: Simulator, docId: string): SimulatedMessage {
  const message = simulator.find(docId);
  if (message === undefined || message.messageType !== 'edoc') {
    throw notFound('training.message_not_found', 'Trục mô phỏng không có văn bản này. Tải lại trang.');
  }
  return message;
}

/** Outside agencies that a letter of ours has reached or will reach. */
export function reportersOf(message: SimulatedMessage): OutsideAgency[] {
  if (message.messageType !== 'edoc' || outsideAgency(message.from) !== undefined) {
    return [];
  }
  const codes = new Set(message.deliveries.flatMap(({ agencyCode }) => agencyCode ?? []));
  return [...codes].flatMap((code) => outsideAgency(code) ?? []);
}

/** The outside agency that wrote it; undefined for letters of ours. */
export function writerOf(message: SimulatedMessage): OutsideAgency | undefined {
  return message.messageType === 'edoc' ? outsideAgency(message.from) : undefined;
}
