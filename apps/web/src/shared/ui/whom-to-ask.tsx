import type { PositionOption } from '@congvu/contracts';
import { QueryClientContext, useQuery } from '@tanstack/react-query';
import { useContext } from 'react';
import { getJson } from '../api/client.ts';
import { ApiError } from '../api/errors.ts';

interface Helper {
  role: 'clerk' | 'leader' | 'auditor' | 'administrator';
  word: string;
}

const CLERK: Helper = { role: 'clerk', word: 'văn thư' };
const LEADER: Helper = { role: 'leader', word: 'lãnh đạo' };
const ADMINISTRATOR: Helper = { role: 'administrator', word: 'quản trị' };

/** Whose work the refused act is, by its name; whatever is not named is a matter of rights, so the administrator's. */
const BY_ACTION: readonly (readonly [start: string, helper: Helper])[] = [
  ['incoming.direct', LEADER],
  ['incoming.approve_result', LEADER],
  ['incoming.return_result', LEADER],
  ['incoming.complete', LEADER],
  ['incoming.', CLERK],
  ['outgoing.', CLERK],
  ['drafting.', CLERK],
  ['audit.', { role: 'auditor', word: 'người kiểm soát' }],
];

const SHOWN = 3;

/** Only what a policy refused: a step that comes too early or a wrong password is nobody's right. */
export function helperFor(error: unknown): Helper | undefined {
  if (!(error instanceof ApiError) || error.status !== 403 || !error.code.endsWith('.forbidden')) {
    return undefined;
  }
  return BY_ACTION.find(([start]) => error.code.startsWith(start))?.[1] ?? ADMINISTRATOR;
}

function Names({ helper }: { helper: Helper }) {
  const { data } = useQuery({
    queryKey: ['people', 'helpers', helper.role],
    queryFn: ({ signal }) => getJson<{ items: PositionOption[] }>('/api/org/positions', { role: helper.role }, signal),
    staleTime: 300_000,
  });
  const names = [...new Set((data?.items ?? []).map(({ fullName }) => fullName))].slice(0, SHOWN);
  if (names.length === 0) {
    return null;
  }
  return (
    <p>
      Cần thì hỏi {helper.word} của cơ quan: <b>{names.join(', ')}</b>.
    </p>
  );
}

/** Beside a refusal: who of the agency does this, or looks after rights. Nothing where no office is signed in. */
export function WhomToAsk({ error }: { error: unknown }) {
  const client = useContext(QueryClientContext);
  const helper = helperFor(error);
  return client === undefined || helper === undefined ? null : <Names helper={helper} />;
}
