import { FilledContent, type RequestView, type SavedRequest } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { writeJson } from '../../../shared/api/client.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { createKeeper, type Keeper, type Kept } from '../../../shared/keeping/keeper.ts';
import { localCopies } from '../../../shared/keeping/local-copies.ts';
import { useKeptContent } from '../../../shared/keeping/use-kept.ts';
import { useMe } from '../../../shared/session/me.ts';
import { formatMoment, officeNow } from '../../../shared/text/dates.ts';
import { saveRequestPath } from '../requests-api.ts';
import type { Verdict } from './problems.ts';

interface Said extends Verdict {
  yearlyCost: number | null;
}

interface Opened {
  keeper: Keeper<FilledContent>;
  /** The server's word on the last content it has seen. */
  said: () => Said;
  hear: (said: Said) => void;
}

function open(view: RequestView, userId: string, onSaved: (part: Partial<RequestView>) => void): Opened {
  let said: Said = { content: view.content, findings: view.findings, yearlyCost: view.yearlyCost };
  const copies = localCopies<FilledContent>({
    kind: 'request',
    userId,
    id: view.id,
    parse: (value) => FilledContent.safeParse(value).data,
    now: () => officeNow().toISOString(),
  });
  const left = copies.read();
  const keeper = createKeeper<FilledContent>({
    content: view.content,
    version: left?.version ?? view.version,
    savedAt: view.updatedAt,
    send: async (body, key) => {
      const answer = await writeJson<SavedRequest>('PUT', saveRequestPath(view.id), body, key);
      const { version, savedAt, findings, yearlyCost } = answer;
      said = { content: body.content, findings, yearlyCost };
      onSaved({ content: body.content, version, updatedAt: savedAt, findings, yearlyCost });
      return answer;
    },
    copies,
    conflictCode: 'requests.version_conflict',
  });
  if (left !== undefined) {
    // Sent on the version it was written on: if somebody saved since, the server says so.
    keeper.change(() => left.content);
    showToast(`Đã khôi phục nội dung chưa kịp gửi, gõ ${formatMoment(left.at)}.`);
  }
  return {
    keeper,
    said: () => said,
    hear: (next) => {
      said = next;
    },
  };
}

export interface KeptRequest {
  keeper: Keeper<FilledContent>;
  kept: Kept<FilledContent>;
  said: Said;
}

/** The open draft of a request, kept on this computer and on the server. */
export function useKeptRequest(view: RequestView): KeptRequest {
  const { user } = useMe();
  const client = useQueryClient();
  const [{ keeper, said, hear }] = useState(() =>
    // Who comes back to this page at once finds what he left, not what was read before.
    open(view, user.id, (part) =>
      client.setQueryData<RequestView>(['requests', 'view', view.id], (before) => before && { ...before, ...part }),
    ),
  );
  const kept = useKeptContent(keeper);
  const { id, version, content, updatedAt, findings, yearlyCost } = view;
  useEffect(() => {
    // Somebody else saved, and nothing here waits: show what stands now.
    const own = keeper.read();
    if (own.status === 'saved' && version > own.version) {
      hear({ content, findings, yearlyCost });
      keeper.adopt({ content, version, savedAt: updatedAt });
    }
  }, [keeper, hear, version, content, updatedAt, findings, yearlyCost]);
  useEffect(
    () => () => {
      // What was read when the page opened is older than what was typed since.
      void client.invalidateQueries({ queryKey: ['requests', 'view', id] });
    },
    [client, id],
  );
  return { keeper, kept, said: said() };
}
