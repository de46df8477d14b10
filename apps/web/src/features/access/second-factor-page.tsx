import type { MySecurity, RecoveryCodes } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Fingerprint, type LucideIcon, Smartphone, Usb } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import { forgetAnswers } from '../../shared/session/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { useGo } from '../../shared/ui/link.tsx';
import { useMySecurity } from './change-password-page.tsx';
import { AlonePage } from './entry-frame.tsx';
import { CertificateSteps } from './own-certificate.tsx';
import { hasPasskeys } from './passkeys.ts';
import { AddPasskeyForm } from './passkeys-card.tsx';
import { RecoveryCodeList, SecondFactorSetup } from './second-factor-setup.tsx';

type Way = 'passkey' | 'application' | 'certificate';

interface WayWords {
  way: Way;
  icon: LucideIcon;
  name: string;
  words: string;
}

const WAYS: readonly WayWords[] = [
  {
    way: 'application',
    icon: Smartphone,
    name: 'Ứng dụng xác thực trên điện thoại',
    words:
      'Cài một ứng dụng miễn phí trên điện thoại; mỗi lần đăng nhập gõ mã 6 số nó hiện ra. Không cần mạng, không tốn tin nhắn.',
  },
  {
    way: 'passkey',
    icon: Fingerprint,
    name: 'Khóa truy cập của máy này',
    words: 'Đăng nhập bằng vân tay, khuôn mặt hoặc mã PIN mở máy. Hợp với máy chỉ một mình mình dùng.',
  },
  {
    way: 'certificate',
    icon: Usb,
    name: 'Chứng thư số công vụ',
    words: 'Dùng thiết bị ký số (USB) được cấp, cắm vào máy này và nhập mã PIN của thiết bị.',
  },
];

/** A passkey needs a name with https and a browser that knows it; a token needs a computer to be put into. */
function isPossible(way: Way, security: MySecurity | undefined): boolean {
  if (way === 'passkey') {
    return security?.passkeysPossible === true && hasPasskeys();
  }
  return way === 'application' || !matchMedia('(pointer: coarse) and (max-width: 900px)').matches;
}

function Choice({ security, onChoose }: { security: MySecurity | undefined; onChoose: (way: Way) => void }) {
  return (
    <ul className="way-list">
      {WAYS.filter(({ way }) => isPossible(way, security)).map(({ way, icon, name, words }) => (
        <li key={way}>
          <Button icon={icon} size="large" block onClick={() => onChoose(way)}>
            {name}
          </Button>
          <p className="quiet pretty">{words}</p>
        </li>
      ))}
    </ul>
  );
}

export function OwnCertificateSetup({ onBack, onDone }: { onBack: () => void; onDone: () => void }) {
  const [codes, setCodes] = useState<readonly string[]>();
  if (codes !== undefined) {
    return <RecoveryCodeList title="Đã dùng chứng thư số làm lớp thứ hai" codes={codes} onDone={onDone} />;
  }
  return (
    <CertificateSteps<z.infer<typeof RecoveryCodes>>
      path="/api/me/certificate"
      failed="Chưa dùng được chứng thư số này"
      onBack={onBack}
      onDone={({ recoveryCodes }) => (recoveryCodes.length === 0 ? onDone() : setCodes(recoveryCodes))}
    />
  );
}

/** The office asks for a second factor before anything else opens: everybody, unless its administrator has decided otherwise. */
export function SecondFactorPage() {
  const client = useQueryClient();
  const go = useGo();
  const { data } = useMySecurity();
  const [way, setWay] = useState<Way>();
  const done = (): void => {
    forgetAnswers(client);
    go('/');
  };
  const back = (
    <Button kind="quiet" onClick={() => setWay(undefined)}>
      Chọn cách khác
    </Button>
  );
  return (
    <AlonePage title="Bật xác thực hai lớp">
      {way === undefined && (
        <p className="quiet pretty">
          Mật khẩu có thể bị lộ mà không ai biết, nên mỗi người cần thêm một thứ chỉ mình có: điện thoại, chiếc máy này
          hoặc thiết bị ký số. Làm một lần, khoảng hai phút. Chọn một cách; sau này thêm hoặc đổi ở trang Bảo mật của
          tôi.
        </p>
      )}
      {way === undefined && <Choice security={data} onChoose={setWay} />}
      {way === 'passkey' && <AddPasskeyForm onDone={done} back={back} />}
      {way === 'application' && <SecondFactorSetup onDone={done} back={back} />}
      {way === 'certificate' && <OwnCertificateSetup onBack={() => setWay(undefined)} onDone={done} />}
    </AlonePage>
  );
}
