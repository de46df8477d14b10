import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { SignInForm } from '../features/access/sign-in-form.tsx';
import { meQuery, useMaybeMe } from '../shared/session/me.ts';
import { setSessionOver, useSessionOver } from './session-over.ts';

/** Signing in again over the page that was open: what was typed there stays. */
export function SessionOverDialog() {
  const over = useSessionOver();
  const me = useMaybeMe();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const known = me?.user.userName ?? '';
  const [userName, setUserName] = useState('');
  const enter = async (): Promise<void> => {
    const before = me?.user.id;
    setPassword('');
    setSessionOver(false);
    const now = await client.fetchQuery({ ...meQuery, staleTime: 0 });
    if (now.user.id === before) {
      void client.invalidateQueries();
    } else {
      location.assign('/');
    }
  };
  return (
    <Modal
      open={over && me !== undefined}
      title="Phiên làm việc đã kết thúc"
      footer={null}
      closable={false}
      width={420}
      destroyOnHidden
      styles={{ mask: { background: 'var(--desk)' } }}
    >
      <p className="dialog-text">Đăng nhập lại để làm tiếp. Nội dung đang nhập trên trang vẫn được giữ.</p>
      <SignInForm
        userName={userName === '' ? known : userName}
        password={password}
        onUserName={setUserName}
        onPassword={setPassword}
        onDone={(step) => (step === 'done' ? void enter() : location.assign('/'))}
      />
    </Modal>
  );
}
