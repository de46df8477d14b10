import type { CertificateView } from '@congvu/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { AgentSection } from './agent-health.tsx';
import { type CardActs, CertificateCard } from './certificate-card.tsx';
import { useMyCertificates } from './keys-api.ts';

interface SectionProps extends CardActs {
  title: string;
  certificates: readonly CertificateView[];
  chosenId: string | null;
}

function KeySection({ title, certificates, chosenId, ...acts }: SectionProps) {
  return (
    <section className="key-section" aria-label={title}>
      <h2>{title}</h2>
      <div className="key-grid">
        {certificates.map((certificate) => (
          <CertificateCard
            key={certificate.id}
            certificate={certificate}
            chosen={certificate.id === chosenId}
            {...acts}
          />
        ))}
      </div>
    </section>
  );
}

/** What this person signs with, the organisation's for the clerk, and the program on this computer. */
export function MyKeys({ chosenId, onAdd, ...acts }: CardActs & { chosenId: string | null; onAdd: () => void }) {
  const mine = useMyCertificates();
  const [asked, setAsked] = useState(false);
  if (mine.isPending) {
    return (
      <div className="sheet">
        <SkeletonRows rows={3} />
      </div>
    );
  }
  if (mine.isError) {
    return <ErrorNote title="Chưa tải được chứng thư" error={mine.error} onRetry={() => void mine.refetch()} />;
  }
  const { person, organisation } = mine.data;
  const hasToken = [...person, ...organisation].some((one) => one.keyKind === 'token' && one.state === 'usable');
  return (
    <>
      {person.length === 0 ? (
        <div className="sheet">
          <Empty
            title="Chưa có chứng thư nào"
            action={
              <Button icon={Plus} onClick={onAdd}>
                Thêm chứng thư
              </Button>
            }
          >
            Đã có thiết bị ký hoặc ký số trên điện thoại thì thêm vào đây để ký. Chưa có thì lập đề nghị cấp chứng thư
            số.
          </Empty>
        </div>
      ) : (
        <KeySection title="Chứng thư cá nhân" certificates={person} chosenId={chosenId} {...acts} />
      )}
      {organisation.length > 0 && (
        <KeySection
          title="Chứng thư của cơ quan, do văn thư giữ"
          certificates={organisation}
          chosenId={chosenId}
          {...acts}
        />
      )}
      <AgentSection wanted={asked || hasToken} onWanted={() => setAsked(true)} />
    </>
  );
}
