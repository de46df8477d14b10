import type { DrillLanding } from '@congvu/contracts';
import { useParams } from '@tanstack/react-router';
import { GraduationCap } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import '../threats.css';
import { Mark } from '../../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useLanding } from '../threats-api.ts';

/** Behind the link of a drill: no field, no question, only what should have been noticed. */
export function DrillLandingPage() {
  const { token } = useParams({ strict: false }) as { token: string };
  const [landing, setLanding] = useState<DrillLanding>();
  const land = useLanding(setLanding);
  const said = useRef(false);
  const { mutate } = land;
  useEffect(() => {
    if (!said.current) {
      said.current = true;
      mutate(token);
    }
  }, [mutate, token]);
  return (
    <main className="outside threats">
      <div className="outside-brand">
        <Mark />
        <b>Công Vụ</b>
      </div>
      {landing !== undefined ? (
        <section className="sheet sheet-stack link-card">
          <header>
            <GraduationCap className="icon" aria-hidden />
            <h1>Đây là thư diễn tập</h1>
          </header>
          <p>
            Thư “{landing.subject}” gửi từ <span className="num">{landing.sender}</span> là bài tập an toàn thư của cơ
            quan hướng dẫn. Trang này không hỏi và không lưu gì. Kết quả chỉ tính theo đơn vị.
          </p>
          <p>
            <b>Dấu hiệu nhận ra thư này</b>
          </p>
          <ul className="link-reasons">
            {landing.cues.map((cue) => (
              <li key={cue}>{cue}</li>
            ))}
          </ul>
          <p>
            Lần sau gặp thư như vậy, không bấm liên kết mà bấm “Báo thư giả mạo” trong hộp thư. Bây giờ vẫn có thể quay
            lại thư và báo.
          </p>
        </section>
      ) : land.isError ? (
        <ErrorNote title="Liên kết không còn dùng được" error={land.error} />
      ) : (
        <SkeletonRows rows={3} label="Đang mở trang" />
      )}
    </main>
  );
}
