import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { endPairing } from '../agent/agent.ts';
import { describeError } from '../api/errors.ts';
import { useWrite } from '../api/write.ts';
import { showToast } from '../feedback/toast.tsx';
import { countWaiting, forgetTyped } from '../keeping/shared-machine.ts';
import { forgetAnswers, useMe } from '../session/me.ts';
import { Button } from '../ui/button.tsx';
import { useGo } from '../ui/link.tsx';

/** Leaves this computer as it was found. What has not reached the server would go too: whoever typed it is asked first. */
export function useSignOut() {
  const { user } = useMe();
  const client = useQueryClient();
  const go = useGo();
  const [waiting, setWaiting] = useState(0);
  const leave = useWrite<void, { logoutUrl: string | null }>({
    request: () => ({ path: '/api/sign-out' }),
    onDone: ({ logoutUrl }) => {
      void endPairing();
      forgetAnswers(client);
      forgetTyped(user.id);
      // Opened by the common account of the province: it ends there, too, and comes back to our sign-in page.
      if (typeof logoutUrl === 'string') {
        location.assign(logoutUrl);
      } else {
        go('/dang-nhap');
      }
    },
  });
  const signOut = (): void => leave.mutate(undefined, { onError: (error) => showToast(describeError(error).message) });
  const ask = (): void => {
    const count = countWaiting(user.id);
    if (count === 0) {
      signOut();
    }
    setWaiting(count);
  };
  const stay = (): void => setWaiting(0);
  const dialog = (
    <Modal open={waiting > 0} title="Còn nội dung chưa gửi lên máy chủ" onCancel={stay} footer={null} width={440}>
      <p className="dialog-text">
        Trên máy này có {waiting} nội dung đang soạn chưa gửi được lên máy chủ. Đăng xuất thì phần chưa gửi bị xóa khỏi
        máy. Ở lại, mở lại nội dung ấy và chờ dòng “Đã lưu” nếu còn cần.
      </p>
      <div className="dialog-foot">
        <Button kind="primary" onClick={stay}>
          Ở lại
        </Button>
        <Button
          onClick={() => {
            stay();
            signOut();
          }}
        >
          Xóa và đăng xuất
        </Button>
      </div>
    </Modal>
  );
  return { ask, dialog };
}
