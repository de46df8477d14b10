import type { SigningRelay } from '@congvu/contracts';
import { useEffect, useRef, useState } from 'react';
import { agentClient, openAgentWindow } from '../../shared/agent/agent.ts';
import { shownError } from '../../shared/agent/shown-error.ts';
import { type AgentState, useAgent } from '../../shared/agent/use-agent.ts';
import { hasCode } from '../../shared/api/errors.ts';
import { signWithAgent } from './agent-act.ts';
import { WORDS } from './signing.text.ts';
import { getRelay, useDeliver, useOpenExternal, useSignBatch } from './signing-api.ts';
import type { SigningSession } from './use-signing.ts';
import { browserVgca, findVgca, signWithVgca } from './vgca-act.ts';

/** The window over the review: what is asked of the person now. */
export type Asking = 'pin' | 'code' | 'agent' | undefined;

interface Progress {
  signed: number;
  total: number;
  /** Address of the program's own page, for browsers that kept its window shut. */
  pageUrl: string | null;
}

export interface Act {
  asking: Asking;
  error: unknown;
  progress: Progress | undefined;
  /** So many were asked for, while the key works. */
  count: number | undefined;
  /** The key has begun to sign, so what was typed was right. */
  accepted: boolean;
  agent: AgentState;
  hasVgca: boolean;
  begin: () => void;
  beginVgca: () => void;
  type: (typed: string) => void;
  signNow: () => void;
  dismiss: () => void;
}

const NEEDS_CODE = 'pki.remote_otp';
/** The batch waits for another program than the one asked now: only a new batch can go another way. */
export const TAKEN_ELSEWHERE = 'signing.not_waiting';

function useVgcaFound(wanted: boolean): boolean {
  const [found, setFound] = useState(false);
  useEffect(() => {
    let isGone = false;
    if (wanted) {
      void findVgca(browserVgca).then((answer) => !isGone && setFound(answer));
    }
    return () => {
      isGone = true;
    };
  }, [wanted]);
  return found;
}

/** The program shows a reason to the person and takes none that is empty. */
function withReason(relay: SigningRelay, reason: string): SigningRelay {
  return relay.consent.reason.trim() === '' ? { ...relay, consent: { ...relay.consent, reason } } : relay;
}

/** Whether the service of the phone said that it wants a code typed here. */
function wantsCode({ batch, review }: SigningSession): boolean {
  return batch.items.some(
    ({ documentId, result }) => (review.results.get(documentId)?.code ?? result?.code) === NEEDS_CODE,
  );
}

/** The act of signing by the way the key asks for; results go into the session, one failure never ends the others. */
export function useAct(session: SigningSession): Act {
  const { batch, chosenIds } = session;
  const isToken = batch.device.way === 'agent';
  const agent = useAgent(isToken);
  const hasVgca = useVgcaFound(isToken);
  const [asking, setAsking] = useState<Asking>();
  const [error, setError] = useState<unknown>(null);
  const [progress, setProgress] = useState<Progress>();
  const sign = useSignBatch(batch.id, session.takeAnswer);
  const deliver = useDeliver(batch.id, session.takeAnswer);
  const external = useOpenExternal(batch.id);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const [started, setStarted] = useState<{ count: number; signed: number }>();
  const during = async (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const abort = new AbortController();
    running.current = abort;
    setError(null);
    session.forget(chosenIds);
    setStarted({ count: chosenIds.length, signed: session.review.signedIds.length });
    session.setBusy(true);
    try {
      await work(abort.signal);
      setAsking(undefined);
    } catch (failure) {
      setError(agent.lost(failure) ? null : shownError(failure));
      if (hasCode(failure, TAKEN_ELSEWHERE)) {
        setAsking(undefined);
      }
    } finally {
      setProgress(undefined);
      setStarted(undefined);
      session.setBusy(false);
      await session.refresh();
    }
  };
  const send = (pin?: string) => sign.mutateAsync({ documentIds: chosenIds, ...(pin !== undefined && { pin }) });
  const signNow = (): void => {
    setAsking('agent');
    const shown = openAgentWindow();
    const work = async (signal: AbortSignal): Promise<void> => {
      const answer = await send();
      if (answer.items.every(({ result }) => result !== 'pending')) {
        return;
      }
      const relay = withReason(await getRelay(batch.id), WORDS[batch.purpose].reason);
      const failures = await signWithAgent({
        agent: agentClient(),
        relay,
        signal,
        deliver: (body) => deliver.mutateAsync(body),
        openPage: shown.show,
        onProgress: (view) => setProgress({ ...view.progress, pageUrl: view.pageUrl }),
      });
      session.note(failures);
    };
    void during((signal) => work(signal).finally(shown.close));
  };
  const beginVgca = (): void => {
    setAsking('agent');
    void during(async (signal) => {
      const signing = await external.mutateAsync(chosenIds);
      const total = signing.items.length;
      session.note(
        await signWithVgca({
          ...browserVgca,
          signing,
          signal,
          onItem: (index) => setProgress({ signed: index, total, pageUrl: null }),
          onReturned: session.refresh,
        }),
      );
    });
  };
  const begin = (): void => {
    setError(null);
    switch (batch.device.way) {
      case 'page':
        setAsking('pin');
        break;
      case 'phone':
        if (wantsCode(session)) {
          setAsking('code');
        } else {
          void during(async () => void (await send()));
        }
        break;
      case 'server':
        void during(async () => void (await send()));
        break;
      case 'agent':
        if (agent.stage.step === 'ready') {
          signNow();
        } else {
          setAsking('agent');
        }
    }
  };
  return {
    asking,
    error,
    progress,
    count: started?.count,
    accepted: started !== undefined && session.review.signedIds.length > started.signed,
    agent,
    hasVgca,
    begin,
    beginVgca,
    type: (typed) => void during(async () => void (await send(typed))),
    signNow,
    dismiss: () => {
      running.current?.abort();
      setAsking(undefined);
      setError(null);
    },
  };
}
