import type { TrainingBehaviour, TrainingDefect } from '@congvu/contracts';

interface Words {
  label: string;
  text: string;
}

const BEHAVIOURS: Readonly<Record<TrainingBehaviour, Words>> = {
  polite: {
    label: 'Làm đúng',
    text: 'Lần lượt báo đã đến, tiếp nhận, phân công, đang xử lý, hoàn thành; đồng ý khi được xin lấy lại.',
  },
  slow: { label: 'Làm đúng nhưng chậm', text: 'Báo đủ các bước như làm đúng, mỗi bước chậm gấp mười.' },
  refuses: { label: 'Từ chối', text: 'Báo đã đến rồi từ chối tiếp nhận; không cho lấy lại.' },
  silent: { label: 'Nhận mà im lặng', text: 'Tải văn bản về nhưng không báo trạng thái nào.' },
  absent: { label: 'Không nhận', text: 'Không lấy văn bản khỏi trục.' },
  recalls: { label: 'Hay lấy lại', text: 'Làm đúng; văn bản do họ gửi thì xin lấy lại ngay khi ta báo đã đến.' },
  backwards: { label: 'Báo ngược', text: 'Báo hoàn thành trước, đã đến sau cùng.' },
  dirty: {
    label: 'Phần mềm cũ, nhiều lỗi',
    text: 'Mọi thứ gửi đi đều có lỗi thường gặp: ký tự thừa, thiếu khai báo, chữ ký mẫu.',
  },
};

const DEFECTS: Readonly<Record<TrainingDefect, Words>> = {
  leading_bytes: { label: 'Ký tự thừa ở đầu', text: 'Đọc được sau khi bỏ phần thừa.' },
  unbound_prefix: { label: 'Thiếu khai báo tiền tố', text: 'Đọc được sau khi sửa.' },
  null_code: { label: 'Mã nơi gửi ghi "null"', text: 'Lấy mã do trục xác nhận.' },
  dummy_signature: { label: 'Chữ ký gói tin giả', text: 'Nhận, không bao giờ coi là chữ ký hợp lệ.' },
  truncated_base64: { label: 'Tệp đính kèm bị cắt', text: 'Văn bản đến nhưng tệp hỏng.' },
  csharp_form: { label: 'Dạng của phần mềm C#', text: 'Thứ tự và thuộc tính khác, vẫn đọc được.' },
  old_namespace: { label: 'Dạng cũ trước QCVN 102', text: 'Vẫn đọc được.' },
  forged_sender: { label: 'Mạo danh nơi gửi', text: 'Phong bì ghi cơ quan khác với cơ quan trục xác nhận.' },
  wrong_addressee: { label: 'Sai nơi nhận', text: 'Phong bì ghi gửi cơ quan khác.' },
  doctype: { label: 'Cài DOCTYPE tấn công', text: 'Phải bị từ chối ngay khi đọc.' },
  html_instead: { label: 'Trang web thay gói tin', text: 'Phải bị từ chối, giữ lại tệp gốc.' },
};

function listed<Key extends string>(words: Readonly<Record<Key, Words>>): { key: Key; label: string; text: string }[] {
  // Keys of a constant record.
  return (Object.keys(words) as Key[]).map((key) => ({ key, ...words[key] }));
}

export const BEHAVIOUR_CHOICES = listed(BEHAVIOURS);
export const DEFECT_CHOICES = listed(DEFECTS);
