import type { AgentHealth } from '@congvu/pki/agent';
import { useQuery } from '@tanstack/react-query';
import { MonitorCheck } from 'lucide-react';
import { agentClient } from '../../shared/agent/agent.ts';
import { AgentGuide } from '../../shared/agent/agent-guide.tsx';
import { shownError } from '../../shared/agent/shown-error.ts';
import { type AgentState, useAgent } from '../../shared/agent/use-agent.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../shared/ui/notes.tsx';

const PINS = {
  ok: 'mã PIN bình thường',
  low: 'mã PIN đã nhập sai, còn ít lần thử',
  final: 'mã PIN chỉ còn một lần thử',
  locked: 'mã PIN bị khóa',
  unset: 'chưa đặt mã PIN',
} as const;

function Faults({ health }: { health: AgentHealth }) {
  return health.faults.map((fault) => (
    <Note key={fault.code + fault.title} tone={fault.isBlocking ? 'amber' : 'plain'} title={fault.title}>
      <ul>
        {fault.advice.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Note>
  ));
}

function Tokens({ health }: { health: AgentHealth }) {
  return (
    <ul className="agent-tokens">
      {health.tokens.map((token) => (
        <li key={token.serial}>
          <b>{token.label}</b>
          <small>
            số <span className="num">{token.serial}</span>, {token.certificates} chứng thư, {PINS[token.pin]}
          </small>
        </li>
      ))}
    </ul>
  );
}

function Health({ agent }: { agent: AgentState }) {
  const health = useQuery({
    queryKey: ['agent', 'health'],
    queryFn: async () => {
      try {
        return await agentClient().health();
      } catch (error) {
        agent.lost(error);
        throw shownError(error);
      }
    },
    retry: false,
    staleTime: 0,
  });
  return (
    <>
      {health.isPending && <SkeletonRows rows={1} label="Đang hỏi chương trình ký số" />}
      {health.isError && (
        <ErrorNote title="Chưa đọc được thiết bị" error={health.error} onRetry={() => void health.refetch()} />
      )}
      {health.isSuccess && (
        <>
          <p className="agent-sentence">
            <Chip tone={health.data.isReady ? 'green' : 'amber'}>{health.data.isReady ? 'Sẵn sàng' : 'Cần xử lý'}</Chip>
            <span>{health.data.sentence}</span>
          </p>
          <Faults health={health.data} />
          <Tokens health={health.data} />
          <div className="key-acts">
            <Button size="small" busy={health.isFetching} onClick={() => void health.refetch()}>
              Kiểm tra lại
            </Button>
          </div>
        </>
      )}
    </>
  );
}

interface AgentSectionProps {
  /** Looked at without being asked only by those whose key is in a token: browsers ask the person before they let a page look. */
  wanted: boolean;
  onWanted: () => void;
}

/** The signing program on this computer, in plain words: there or not, paired or not, and what its token lacks. */
export function AgentSection({ wanted, onWanted }: AgentSectionProps) {
  const agent = useAgent(wanted);
  return (
    <section className="sheet agent-section" aria-labelledby="agent-title">
      <h2 id="agent-title">Chương trình ký số trên máy này</h2>
      {!wanted && (
        <>
          <p className="quiet pretty">
            Cần khi khóa ký nằm trong thiết bị USB: chương trình giữ thiết bị, tự hỏi mã PIN và cho xem văn bản sẽ ký.
          </p>
          <div className="key-acts">
            <Button icon={MonitorCheck} onClick={onWanted}>
              Kiểm tra chương trình ký số
            </Button>
          </div>
        </>
      )}
      {wanted && (agent.stage.step === 'ready' ? <Health agent={agent} /> : <AgentGuide agent={agent} />)}
    </section>
  );
}
