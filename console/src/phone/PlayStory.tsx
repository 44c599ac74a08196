import { Play } from "lucide-react";
import { useSession } from "../frame/session";
import { Button } from "../ui/Button";
import { askForStory } from "./asked";

/** Whether the story can be played: nothing reaches a real phone, and the key may make the story's lead and text it. */
export function usePlays() {
  const { simulated, can } = useSession();
  return simulated && can("WRITE") && can("SEND");
}

/** Opens the phone and plays the story on it, where it can be played. */
export function PlayStory() {
  if (!usePlays()) return null;
  return (
    <Button icon={<Play />} onClick={askForStory}>
      Play the document's story
    </Button>
  );
}
