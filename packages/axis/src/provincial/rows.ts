import { readReceived as readRow } from '../national/answers.ts';
import type { AxisMessageType, ReceivedMessage } from '../types.ts';

/** The rows of both axes differ in the spelling of their fields only. */
export function readReceived(row: unknown, asked: AxisMessageType): ReceivedMessage[] {
  const read = readRow(row, asked);
  return read === undefined ? [] : [read];
}
