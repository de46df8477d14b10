import type { IssueAnswer } from '@congvu/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { newKey, writeJson } from '../../shared/api/client.ts';
import { refreshTopic } from '../../shared/api/topics.ts';

/** So many letters leave with one request. */
const PORTION = 100;

/** Issues what was sealed, portion by portion; what a broken connection left over goes with the next press. */
export function useIssue() {
  const client = useQueryClient();
  const [answer, setAnswer] = useState<IssueAnswer>();
  // A portion keeps its key until the server has answered: sent twice, it leaves once.
  const keys = useRef(new Map<string, string>());
  const mutation = useMutation<void, Error, string[]>({
    mutationFn: async (documentIds) => {
      for (let from = 0; from < documentIds.length; from += PORTION) {
        const body = { documentIds: documentIds.slice(from, from + PORTION) };
        const act = body.documentIds.join();
        const key = keys.current.get(act) ?? newKey();
        keys.current.set(act, key);
        const part = await writeJson<IssueAnswer>('POST', '/api/outgoing/issue', body, key);
        setAnswer((before) => ({
          issued: (before?.issued ?? 0) + part.issued,
          items: [...(before?.items ?? []), ...part.items],
        }));
      }
    },
    onSettled: () => {
      for (const topic of ['outgoing', 'signing', 'interchange']) {
        refreshTopic(client, topic);
      }
    },
  });
  return { answer, error: mutation.error, busy: mutation.isPending, issue: mutation.mutate };
}
