import type { AgentIdentity } from '@congvu/pki/agent';
import { useQuery } from '@tanstack/react-query';
import { agentClient } from '../../shared/agent/agent.ts';
import { AgentGuide } from '../../shared/agent/agent-guide.tsx';
import { shownError } from '../../shared/agent/shown-error.ts';
import { type AgentState, useAgent } from '../../shared/agent/use-agent.ts';
import { dateOf, formatDate } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../shared/ui/notes.tsx';

interface TokenChoiceProps {
  chosen: AgentIdentity | undefined;
  onChoose: (identity: AgentIdentity) => void;
}

function Identities({ agent, chosen, onChoose }: TokenChoiceProps & { agent: AgentState }) {
  const found = useQuery({
    queryKey: ['agent', 'identities'],
    queryFn: async () => {
      try {
        return await agentClient().identities();
      } catch (error) {
        agent.lost(error);
        throw shownError(error);
      }
    },
    retry: false,
    staleTime: 0,
  });
  const again = (
    <Button size="small" busy={found.isFetching} onClick={() => void found.refetch()}>
      Đọc lại thiết bị
    </Button>
  );
  if (found.isPending) {
    return <SkeletonRows rows={2} label="Đang đọc chứng thư trong thiết bị" />;
  }
  if (found.isError) {
    return <ErrorNote title="Chưa đọc được thiết bị" error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data.length === 0) {
    return (
      <Note title="Không thấy chứng thư nào" actions={again}>
        Cắm thiết bị ký (USB) vào máy rồi đọc lại. Thiết bị mới nhận thì có thể chưa có chứng thư.
      </Note>
    );
  }
  return (
    <fieldset className="token-choice">
      <legend className="field-label">Chứng thư trong thiết bị</legend>
      {found.data.map((identity) => (
        <label key={identity.certificateSha256} className="token-option">
          <input
            type="radio"
            name="identity"
            checked={chosen?.certificateSha256 === identity.certificateSha256}
            onChange={() => onChoose(identity)}
          />
          <span>
            <b>{identity.holder}</b>
            <small>
              {[identity.organisation, `${identity.tokenLabel} số ${identity.tokenSerial}`].filter(Boolean).join(', ')},
              đến <span className="num nb">{formatDate(dateOf(identity.notAfter))}</span>
            </small>
          </span>
        </label>
      ))}
      <div>{again}</div>
    </fieldset>
  );
}

/** Which certificate of the token in this computer; the key never leaves it. */
export function TokenChoice(props: TokenChoiceProps) {
  const agent = useAgent(true);
  return agent.stage.step === 'ready' ? <Identities agent={agent} {...props} /> : <AgentGuide agent={agent} />;
}
