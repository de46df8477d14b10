import type { CertificateChallenge, SignInCertificate } from '@congvu/contracts';
import type { AgentIdentity } from '@congvu/pki/agent';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Usb } from 'lucide-react';
import { useState } from 'react';
import { agentClient, openAgentWindow } from '../../shared/agent/agent.ts';
import { AgentGuide } from '../../shared/agent/agent-guide.tsx';
import { type AgentState, useAgent } from '../../shared/agent/use-agent.ts';
import { newKey, writeJson } from '../../shared/api/client.ts';
import { DeviceError } from '../../shared/api/errors.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';

/** The agent asks for the PIN on its own page; the office gets a signature over its one-minute challenge and nothing else. */
async function show<Answer>(
  { certificateSha256, algorithms }: AgentIdentity,
  path: string,
  openPage: (url: string) => void,
): Promise<Answer> {
  const [algorithm] = algorithms;
  if (algorithm === undefined) {
    throw new DeviceError('Thiết bị này không ký được bằng thuật toán Công Vụ nhận.');
  }
  const { challenge } = await writeJson<CertificateChallenge>('POST', `${path}/begin`, {}, newKey());
  const signed = await agentClient().signChallenge({ certificateSha256, algorithm, challenge }, { openPage });
  if ('failed' in signed) {
    throw new DeviceError(signed.message);
  }
  const body: SignInCertificate = { challenge, certificateSha256, algorithm, signature: signed.signature };
  return writeJson<Answer>('POST', path, body, newKey());
}

interface WayProps<Answer> {
  /** Where the challenge comes from (`…/begin`) and where the signature goes. */
  path: string;
  failed: string;
  onDone: (answer: Answer) => void;
}

function Identities<Answer>({ agent, path, failed, onDone }: WayProps<Answer> & { agent: AgentState }) {
  const found = useQuery({ queryKey: ['agent-identities'], queryFn: () => agentClient().identities(), staleTime: 0 });
  const sign = useMutation({
    mutationFn: async (identity: AgentIdentity) => {
      const shown = openAgentWindow();
      try {
        return await show<Answer>(identity, path, shown.show);
      } catch (error) {
        shown.close();
        throw error;
      }
    },
    onSuccess: onDone,
    onError: (error) => agent.lost(error),
  });
  if (found.data === undefined) {
    return (
      <p className="quiet">{found.isError ? 'Chưa đọc được thiết bị. Cắm lại rồi thử lại.' : 'Đang đọc thiết bị.'}</p>
    );
  }
  return (
    <div className="form">
      {found.data.length === 0 && <p className="quiet">Chưa thấy chứng thư nào. Cắm thiết bị ký rồi bấm Đọc lại.</p>}
      {found.data.map((identity) => (
        <Button
          key={identity.certificateSha256}
          icon={Usb}
          size="large"
          block
          busy={sign.isPending}
          onClick={() => sign.mutate(identity)}
        >
          {identity.holder}
        </Button>
      ))}
      {sign.isError && <ErrorNote title={failed} error={sign.error} />}
      <Button kind="quiet" onClick={() => void found.refetch()}>
        Đọc lại thiết bị
      </Button>
    </div>
  );
}

/** Looks for the token at once: whoever opened this has asked for it. */
export function CertificateSteps<Answer>({ onBack, ...way }: WayProps<Answer> & { onBack: () => void }) {
  const agent = useAgent(true);
  return (
    <div className="form">
      <AgentGuide agent={agent} more={<Button onClick={onBack}>Bỏ qua</Button>} />
      {agent.stage.step === 'ready' && <Identities agent={agent} {...way} />}
    </div>
  );
}

/** The public-service certificate on the token: looked for only when asked, since browsers ask before they let a page look. */
export function CertificateWay<Answer>({ label, ...way }: WayProps<Answer> & { label: string }) {
  const [wanted, setWanted] = useState(false);
  return wanted ? (
    <CertificateSteps {...way} onBack={() => setWanted(false)} />
  ) : (
    <Button icon={Usb} size="large" block onClick={() => setWanted(true)}>
      {label}
    </Button>
  );
}
