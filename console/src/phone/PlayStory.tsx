import { Play } from "lucide-react";
import { useSession } from "../frame/session";
import { Button } from "../ui/Button";
import { askForStory } from "./asked";

/** Opens the phone and plays the story on it. Nothing where messages reach real phones. */
export function PlayStory() {
  const { simulated } = useSession();
  if (!simulated) return null;
  return (
    <Button icon={<Play />} onClick={askForStory}>
      Play the document's story
    </Button>
  );
}
