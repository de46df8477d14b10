import { useAddress } from '../../../shared/ui/address.ts';
import { Tabs } from '../../../shared/ui/tabs.tsx';
import { SealsPart } from '../seals/seals-part.tsx';
import { SimsPart } from '../seals/sims-part.tsx';
import { TokensPart } from '../tokens/tokens-part.tsx';
import { EntriesPart } from './entries-part.tsx';

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

/** Sổ chứng thư số, with what the keys lie in. A notice names one device: it stands open in its part. */
export function CertificatesRegister() {
  const { params, put } = useAddress();
  const asked = params.get('muc');
  const part = PARTS.find(({ key }) => key === asked)?.key ?? (params.has('thiet-bi') ? 'thiet-bi' : 'chung-thu');
  const Screen = SCREENS[part];
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
