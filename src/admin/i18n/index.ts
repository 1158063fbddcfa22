import de from "./de.json"
import en from "./en.json"

/** The plugin's words in the dashboard. Medusa merges them into its own. */
export default { en: { translation: en }, de: { translation: de } }
