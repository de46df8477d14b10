import type { MeView } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { describeError } from '../api/errors.ts';
import { useWrite } from '../api/write.ts';
import { showToast } from '../feedback/toast.tsx';
import { useGo } from '../ui/link.tsx';
import { forgetAnswers } from './me.ts';

/** Goes on in another of the person's posts, at this address: what was read before belongs to the post that was left. */
export function useActing(href = '/'): (positionId: string) => void {
  const client = useQueryClient();
  const go = useGo();
  const swap = useWrite<{ positionId: string }, MeView>({
    request: (body) => ({ path: '/api/me/acting', body }),
    onDone: (answer) => {
      forgetAnswers(client, answer);
      go(href);
      showToast(`Đang làm việc ở vai ${answer.acting.title}, ${answer.acting.unitName}.`);
    },
  });
  return (positionId) => swap.mutate({ positionId }, { onError: (error) => showToast(describeError(error).message) });
}
