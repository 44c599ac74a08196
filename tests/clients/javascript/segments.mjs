// How many segments npm's sms-segments-calculator (Twilio's) counts for each text of a JSON file.
import { readFileSync } from 'node:fs';
import { SegmentedMessage } from 'sms-segments-calculator';

const texts = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(JSON.stringify(texts.map((text) => new SegmentedMessage(text).segmentsCount)));
