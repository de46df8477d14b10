import type { RelayedSignatures, SigningRelay } from '@congvu/contracts';
import type { ActView, AgentClient } from '@congvu/pki/agent';
import type { ItemResult } from './review.ts';

/** So many signatures go to the office with one request; a lost connection loses no more than these, and they are asked for again. */
const PORTION = 100;

interface AgentAct {
  agent: Pick<AgentClient, 'sign'>;
  relay: SigningRelay;
  deliver: (body: RelayedSignatures) => Promise<unknown>;
  onProgress: (view: ActView) => void;
  openPage: (url: string) => void;
  signal: AbortSignal;
}

function resultsOf(problems: readonly { documentId: string; code: string; message: string }[]): ItemResult[] {
  return problems.map((problem) => ({ ...problem, result: 'failed', numberSymbol: null }));
}

/**
 * Hands what waits to the signing program and brings back what it signed. A token pulled out half-way, or a document the program
 * would not sign, is told for that document alone; what was signed before is kept.
 */
export async function signWithAgent(act: AgentAct): Promise<ItemResult[]> {
  const { agent, relay, deliver, onProgress, openPage, signal } = act;
  const outcome = await agent.sign(relay, onProgress, { openPage, signal });
  if ('failed' in outcome) {
    await deliver({ failed: outcome.failed });
    const { code, message } = outcome;
    const own = new Map(outcome.problems.map((problem) => [problem.documentId, problem]));
    return resultsOf(relay.items.map(({ documentId }) => own.get(documentId) ?? { documentId, code, message }));
  }
  const { signatures, problems } = outcome;
  for (let from = 0; from < signatures.length; from += PORTION) {
    await deliver({ signatures: signatures.slice(from, from + PORTION) });
  }
  return resultsOf(problems);
}
