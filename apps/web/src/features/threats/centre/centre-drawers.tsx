import { Drawer } from 'antd';
import { useAddress } from '../../../shared/ui/address.ts';
import { ClusterPanel } from './cluster-panel.tsx';
import { DrillPanel } from './drill-panel.tsx';
import { DrillResults } from './drill-results.tsx';
import { FindingsPanel } from './findings-panel.tsx';
import { HeldPanel } from './held-panel.tsx';
import { RulesPanel } from './rules-panel.tsx';
import { ScanPanel } from './scan-panel.tsx';

const TITLES: Record<string, string> = {
  'cach-ly': 'Thư đang cách ly',
  luat: 'Luật chặn',
  'dien-tap': 'Lập diễn tập',
  'ket-qua': 'Kết quả diễn tập',
  'ra-quet': 'Kết quả rà quét máy',
  'ma-doc': 'Tệp có mã độc',
};

function Inside({ place, cluster }: { place: string | null; cluster: string | null }) {
  if (cluster !== null) {
    return <ClusterPanel key={cluster} id={cluster} />;
  }
  switch (place) {
    case 'cach-ly':
      return <HeldPanel scope="office" />;
    case 'luat':
      return <RulesPanel />;
    case 'dien-tap':
      return <DrillPanel />;
    case 'ket-qua':
      return <DrillResults />;
    case 'ra-quet':
      return <ScanPanel />;
    case 'ma-doc':
      return <FindingsPanel />;
    default:
      return null;
  }
}

/** What lies behind the cards; each has its address, so that a notice leads straight to it. */
export function CentreDrawers() {
  const { params, put } = useAddress();
  const cluster = params.get('cum');
  const place = params.get('muc');
  const title = cluster === null ? TITLES[place ?? ''] : 'Thư bị báo';
  return (
    <Drawer
      open={title !== undefined}
      title={title}
      size={720}
      destroyOnHidden
      onClose={() => put({ cum: undefined, muc: undefined, tep: undefined })}
    >
      <Inside place={place} cluster={cluster} />
    </Drawer>
  );
}
