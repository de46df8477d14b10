import type { NilReturned, RequestView } from '@congvu/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { z } from 'zod';
import { getJson, newKey, writeJson } from '../../../shared/api/client.ts';
import { refreshTopic } from '../../../shared/api/topics.ts';

type Forms = NonNullable<z.infer<typeof NilReturned>>['requestIds'];

interface NilAct {
  /** Forms nobody has begun: a nil return is written for each. */
  campaignId: string;
  forms?: Parameters<typeof writeNil>[1];
  /** Nil returns that are written and not yet handed to the head. */
  drafts: readonly string[];
}

async function writeNil(campaignId: string, forms: readonly string[] | undefined, key: string): Promise<Forms> {
  const answer = await writeJson<z.infer<typeof NilReturned>>(
    'POST',
    `/api/campaigns/${campaignId}/nil`,
    forms === undefined ? {} : { forms },
    key,
  );
  return answer.requestIds;
}

/** A draft somebody has handed on meanwhile is none any more: nothing is left to do with it. */
async function handOn(id: string, keyFor: (act: string) => string): Promise<void> {
  const { state, version } = await getJson<RequestView>(`/api/requests/${id}`);
  if (state === 'draft') {
    await writeJson('POST', `/api/requests/${id}/send`, { version }, keyFor(`${id} ${version}`));
  }
}

/**
 * "Không phát sinh": written for each form and handed to the head in one act of the person. Where the way breaks off, the returns
 * already written stand as drafts, and the next press takes up there.
 */
export function useNilReturns(onDone: (count: number) => void) {
  const client = useQueryClient();
  const keys = useRef(new Map<string, string>());
  const keyFor = (act: string): string => {
    const key = keys.current.get(act) ?? newKey();
    keys.current.set(act, key);
    return key;
  };
  return useMutation<number, Error, NilAct & { writes: boolean }>({
    mutationFn: async ({ campaignId, forms, drafts, writes }) => {
      const act = `${campaignId} ${forms?.join() ?? ''}`;
      const written = writes ? await writeNil(campaignId, forms, keyFor(act)) : [];
      keys.current.delete(act);
      const ids = [...drafts, ...written];
      for (const id of ids) {
        await handOn(id, keyFor);
      }
      return ids.length;
    },
    onSuccess: onDone,
    onSettled: () => {
      refreshTopic(client, 'requests');
    },
  });
}
