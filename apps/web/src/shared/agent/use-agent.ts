import { AgentError } from '@congvu/pki/agent';
import { useCallback, useEffect, useRef, useState } from 'react';
import { agentClient, openAgentWindow } from './agent.ts';

/**
 * `insecure`: the page came over plain http, where browsers give no keys to pair with · `absent`: no program answers on this
 * computer · `unpaired`: it answers but knows this page not yet.
 */
export type AgentStage =
  | { step: 'unknown' | 'looking' | 'insecure' | 'absent' | 'unpaired' | 'ready' }
  | { step: 'pairing'; code: string | null; pageUrl: string | null };

export interface AgentState {
  stage: AgentStage;
  error: string | undefined;
  look: () => Promise<AgentStage['step']>;
  pair: () => Promise<void>;
  cancelPairing: () => void;
  /** The program answered that it does not know this page any more. */
  lost: (error: unknown) => boolean;
}

function sentenceOf(error: unknown): string {
  return error instanceof AgentError
    ? error.message
    : 'Trình duyệt chưa nối được với chương trình ký số trên máy. Khởi động lại chương trình rồi thử lại.';
}

/** Where the signing program stands; looked for only when `wanted`, since browsers ask the person before they let a page look. */
export function useAgent(wanted: boolean): AgentState {
  const [stage, setStage] = useState<AgentStage>({ step: 'unknown' });
  const [error, setError] = useState<string>();
  const pairing = useRef<AbortController>(undefined);
  const look = useCallback(async () => {
    setError(undefined);
    const step = await findStep();
    setStage({ step });
    return step;
  }, []);
  useEffect(() => {
    if (wanted) {
      setStage({ step: 'looking' });
      void look();
    }
    return () => pairing.current?.abort();
  }, [wanted, look]);
  const pair = async (): Promise<void> => {
    const shown = openAgentWindow();
    const abort = new AbortController();
    pairing.current = abort;
    setError(undefined);
    setStage({ step: 'pairing', code: null, pageUrl: null });
    try {
      await agentClient().pair({
        signal: abort.signal,
        showCode: (code) => setStage({ step: 'pairing', code, pageUrl: null }),
        openPage: (pageUrl) => {
          setStage((now) => (now.step === 'pairing' ? { ...now, pageUrl } : now));
          shown.show(pageUrl);
        },
      });
      setStage({ step: 'ready' });
    } catch (failure) {
      shown.close();
      if (!abort.signal.aborted) {
        setError(sentenceOf(failure));
        setStage({ step: await findStep() });
      }
    }
  };
  return {
    stage,
    error,
    look,
    pair,
    cancelPairing: () => {
      pairing.current?.abort();
      setStage({ step: 'unpaired' });
    },
    lost: (failure) => {
      const isLost = failure instanceof AgentError && /^agent\.(?:not_paired|not_found)$/.test(failure.code);
      if (isLost) {
        setStage({ step: failure.code === 'agent.not_found' ? 'absent' : 'unpaired' });
      }
      return isLost;
    },
  };
}

async function findStep(): Promise<'insecure' | 'absent' | 'unpaired' | 'ready'> {
  if (!window.isSecureContext) {
    return 'insecure';
  }
  try {
    const client = agentClient();
    if ((await client.find()) === undefined) {
      return 'absent';
    }
    return (await client.isPaired()) ? 'ready' : 'unpaired';
  } catch {
    return 'absent';
  }
}
