package casework

// Controls are the methods of control of HTCDS 2.0 (vic_MethodsOfControl), in
// our spelling; restricts_movement is in its definitions, not in its list.
var Controls = []string{"physical_threats", "threats_law", "threatens_family", "debt", "false_promises", "physical_abuse", "sexual_abuse", "takes_earnings",
	"restricts_money", "restricts_care", "withholds_necessities", "psychological_abuse", "substances", "excessive_hours", "withholds_documents", "restricts_movement", "other"}

// Recruitments are the methods of recruitment of HTCDS 2.0.
var Recruitments = []string{"business", "school", "work", "social_network", "online_ad", "television", "newspaper", "family", "friends", "other"}

// Channels are how somebody came (issue of the account; domain fact 2.3).
var Channels = []string{"self", "rescue", "handover", "mission", "hotline", "inspection", "tip"}

// Urgent needs at reception, the ones that cannot wait first.
var UrgentNeeds = []string{"medical", "protection", "lodging", "necessities", "interpreter", "psychological", "family", "legal"}

// Domains of the needs assessment.
var Domains = []string{"housing", "food", "health", "mental", "papers", "legal_case", "safety", "family", "schooling", "work", "debt", "children"}

// Levels of a need, with a definition per domain and level in the texts.
var Levels = []string{"none", "normal", "urgent"}
