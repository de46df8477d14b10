import type { RelayedSignatures, SigningRelay } from '@congvu/contracts';
import type { ActProblem, ActView, AgentClient } from '@congvu/pki/agent';
import { onThisComputer } from '../../shared/text/dates.ts';
import type { ItemResult } from './review.ts';

/** So many documents go to the office with one request; a lost connection loses no more than these, and they are asked for again. */
const PORTION = 100;

interface AgentAct {
  agent: Pick<AgentClient, 'sign'>;
  relay: SigningRelay;
  deliver: (body: RelayedSignatures) => Promise<unknown>;
  onProgress: (view: ActView) => void;
  openPage: (url: string) => void;
  signal: AbortSignal;
}

type Delivered = Extract<RelayedSignatures, { signatures: unknown }>['signatures'];

/** One result for each document: what was wrong with any part of it stops the whole. */
function resultsOf(problems: readonly Pick<ActProblem, 'documentId' | 'code' | 'message'>[]): ItemResult[] {
  const results = new Map<string, ItemResult>();
  for (const { documentId, code, message } of problems) {
    if (!results.has(documentId)) {
      results.set(documentId, { documentId, result: 'failed', code, message, numberSymbol: null });
    }
  }
  return [...results.values()];
}

/** Signatures of one document stay in one request. */
function portionsOf(signatures: Delivered): Delivered[] {
  const documents = Map.groupBy(signatures, ({ documentId }) => documentId);
  const portions: Delivered[] = [];
  let current: Delivered = [];
  for (const own of documents.values()) {
    if (current.length > 0 && current.length + own.length > PORTION) {
      portions.push(current);
      current = [];
    }
    current = [...current, ...own];
  }
  return current.length > 0 ? [...portions, current] : portions;
}

/** An office answers to more than one name; the program takes content only from the address the page was opened with. */
function atThisAddress(url: string): string {
  return new URL(new URL(url).pathname, window.location.origin).href;
}

/**
 * Hands what waits to the signing program and brings back what it signed. A token pulled out half-way, or a document the program
 * would not sign, is told for that document alone; what was signed before is kept.
 */
export async function signWithAgent(act: AgentAct): Promise<ItemResult[]> {
  const { agent, relay, deliver, onProgress, openPage, signal } = act;
  const items = relay.items.map(({ itemId, contentUrl, ...item }) => ({
    ...item,
    contentUrl: atThisAddress(contentUrl),
    ...(itemId !== undefined && { itemId }),
  }));
  const expiresAt = onThisComputer(relay.expiresAt);
  const outcome = await agent.sign({ ...relay, items, expiresAt }, onProgress, { openPage, signal });
  if ('failed' in outcome) {
    await deliver({ failed: outcome.failed });
    const { code, message, problems } = outcome;
    return resultsOf([...problems, ...relay.items.map(({ documentId }) => ({ documentId, code, message }))]);
  }
  for (const portion of portionsOf(outcome.signatures)) {
    await deliver({ signatures: portion });
  }
  return resultsOf(outcome.problems);
}
