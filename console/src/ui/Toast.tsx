import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import css from "./Toast.module.css";

type Note = { id: number; text: string; bad: boolean };
type Say = (text: string, options?: { bad?: boolean }) => void;
const Context = createContext<Say>(() => {});

const SHOWN_MS = 5000;

/** Says in a corner what was done, or why it was not. */
export const useToast = () => useContext(Context);

export function Toasts({ children }: { children: ReactNode }) {
  const [notes, setNotes] = useState<Note[]>([]);
  const last = useRef(0);
  const say = useCallback<Say>((text, { bad = false } = {}) => {
    last.current += 1;
    const id = last.current;
    setNotes((before) => [...before.slice(-2), { id, text, bad }]);
    setTimeout(() => setNotes((before) => before.filter((note) => note.id !== id)), bad ? 2 * SHOWN_MS : SHOWN_MS);
  }, []);
  return (
    <Context value={say}>
      {children}
      <div className={css.toasts} role="status" aria-live="polite">
        {notes.map((note) => (
          <p key={note.id} className={note.bad ? css.bad : css.note}>
            {note.text}
          </p>
        ))}
      </div>
    </Context>
  );
}
