import '../things.css';
import { useRoles } from '../../../shared/session/me.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import { Tabs } from '../../../shared/ui/tabs.tsx';
import { SealsPart } from '../seals/seals-part.tsx';
import { SimsPart } from '../seals/sims-part.tsx';
import { TokenDetail } from '../tokens/token-detail.tsx';
import { TokensPart } from '../tokens/tokens-part.tsx';
import { EntriesPart } from './entries-part.tsx';
import { EntryDetail } from './entry-detail.tsx';

type Part = 'chung-thu' | 'thiet-bi' | 'sim' | 'dau';

const PARTS: readonly { key: Part; label: string }[] = [
  { key: 'chung-thu', label: 'Chứng thư số' },
  { key: 'thiet-bi', label: 'Thiết bị' },
  { key: 'sim', label: 'SIM ký số' },
  { key: 'dau', label: 'Con dấu' },
];

const SCREENS: Record<Part, typeof EntriesPart> = {
  'chung-thu': EntriesPart,
  'thiet-bi': TokensPart,
  sim: SimsPart,
  dau: SealsPart,
};

const READERS = ['clerk', 'leader', 'focal', 'administrator', 'auditor'];

/** Whoever does not read the register comes by a notice: to take a device, to see the own certificate. */
function OwnThing() {
  const { params, put } = useAddress();
  const tokenId = params.get('thiet-bi');
  const entryId = params.get('id');
  return (
    <>
      <div className="sheet">
        <Empty
          title="Sổ do văn thư và lãnh đạo xem"
          action={
            <AppLink className="btn" href="/de-nghi">
              Chứng thư, thiết bị của tôi
            </AppLink>
          }
        >
          Chứng thư, thiết bị đang giữ của từng người nằm ở trang Đề nghị.
        </Empty>
      </div>
      {tokenId !== null && <TokenDetail id={tokenId} onClose={() => put({ 'thiet-bi': undefined })} />}
      {tokenId === null && entryId !== null && <EntryDetail id={entryId} onClose={() => put({ id: undefined })} />}
    </>
  );
}

/** Sổ chứng thư số, with what the keys lie in. A notice names one device: it stands open in its part. */
export function CertificatesRegister() {
  const { params, put } = useAddress();
  const roles = useRoles();
  const asked = params.get('muc');
  const part = PARTS.find(({ key }) => key === asked)?.key ?? (params.has('thiet-bi') ? 'thiet-bi' : 'chung-thu');
  const Screen = SCREENS[part];
  if (!READERS.some((role) => roles.has(role))) {
    return (
      <div className="content content-wide thing">
        <header className="page-head">
          <h1>Sổ chứng thư số</h1>
        </header>
        <OwnThing />
      </div>
    );
  }
  const tabs = (
    <Tabs
      label="Phần của sổ"
      tabs={PARTS}
      active={part}
      onChange={(muc) =>
        put({
          muc,
          q: undefined,
          the: undefined,
          loai: undefined,
          han: undefined,
          id: undefined,
          'thiet-bi': undefined,
        })
      }
    />
  );
  return (
    <div className="content content-wide thing">
      <Screen key={part} tabs={tabs} />
    </div>
  );
}
