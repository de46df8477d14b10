import type { DeskGroup, DeskRow } from '@congvu/contracts';
import type { ReactNode } from 'react';
import { DeskPage } from '../features/desk/desk-page.tsx';
import { IncomingPeek } from '../features/incoming/document/incoming-peek.tsx';

const INCOMING = /^\/van-ban-den\/([0-9a-f-]{36})$/;
/** Kinds of waiting that need no reading of the whole page first. */
const IN_PLACE = new Set(['incoming.to_register', 'incoming.to_present', 'incoming.to_approve']);

function peekFor(group: DeskGroup, row: DeskRow): ReactNode {
  const id = INCOMING.exec(row.link)?.[1];
  return id !== undefined && IN_PLACE.has(group.key) ? <IncomingPeek id={id} /> : undefined;
}

/** The desk with what other modules let one do in place. */
export function DeskScreen() {
  return <DeskPage peekFor={peekFor} />;
}
