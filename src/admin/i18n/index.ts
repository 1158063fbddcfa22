import de from "./de"
import en from "./en"

/** The plugin's words in the dashboard, a file for each room. Medusa merges them into its own. */
export default { en: { translation: { clientele: en } }, de: { translation: { clientele: de } } }
