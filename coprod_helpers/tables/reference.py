"""Library tables: what the project carries in data/, the same for every council."""

from __future__ import annotations

from coprod_helpers.star import (AUDIENCES, BETTER, CITIZEN_GROUPS, CO_ALIASES, FINANCIAL, FOUR_COS, INDICATOR_KINDS, MECHANISM_KINDS,
                                 N_, NATIONS, RISK_CATEGORIES, Word)
from coprod_helpers.tables.declare import Column, Table

# How urban a council is, in order; mySociety's four classes, in our words.
RURAL_URBAN = (
    Word("urban", N_("Urban"), N_("Nearly everyone lives in towns and cities.")),
    Word("urban-with-rural", N_("Urban with rural areas"), N_("Most people live in towns and cities, many outside them.")),
    Word("rural", N_("Rural"), N_("Most people live outside towns and cities.")),
    Word("sparse-and-rural", N_("Sparse and rural"), N_("Most people live outside towns and cities, many far from any.")),
)

# Whom a case of the library involves; closed, so that cases can be set beside each other and beside a council's own groups.
CASE_AUDIENCES = (
    Word("older-people", N_("Older people")), Word("people-with-dementia", N_("People with dementia")),
    Word("carers", N_("Carers")), Word("disabled-people", N_("Disabled people")),
    Word("people-with-learning-disabilities", N_("People with learning disabilities")),
    Word("people-with-mental-ill-health", N_("People with mental ill health")),
    Word("patients", N_("Patients and people with health needs")), Word("service-users", N_("People who use the service")),
    Word("children", N_("Children")), Word("young-people", N_("Young people")),
    Word("pupils-and-students", N_("Pupils and students")), Word("parents-and-families", N_("Parents and families")),
    Word("homeless-people", N_("Homeless people")), Word("tenants", N_("Tenants")),
    Word("people-on-low-incomes", N_("People on low incomes or in deprived neighbourhoods")),
    Word("unemployed-people", N_("Unemployed people")), Word("migrants-and-refugees", N_("Migrants and refugees")),
    Word("offenders", N_("People who have offended")), Word("victims", N_("Victims of crime")),
    Word("rural-residents", N_("Rural and island residents")), Word("residents", N_("Residents")),
    Word("volunteers", N_("Volunteers")), Word("community-organisations", N_("Community organisations")),
    Word("businesses", N_("Businesses")), Word("staff", N_("Staff of public services")),
)
CASE_SERVICES = (
    Word("social-care-adults", N_("Adult social care")), Word("health", N_("Health")),
    Word("children-young-people", N_("Children and young people")), Word("education-skills", N_("Education and skills")),
    Word("housing", N_("Housing")), Word("community-safety", N_("Community safety")),
    Word("emergency-resilience", N_("Emergencies and resilience")), Word("transport", N_("Transport")),
    Word("environment-waste", N_("Environment and waste")), Word("culture-leisure", N_("Culture and leisure")),
    Word("employment-economy", N_("Work and the local economy")), Word("digital", N_("Digital services")),
    Word("democracy-governance", N_("Democracy and governance")),
)
CASE_STATUSES = (
    Word("running", N_("Running"), N_("It was running when the source was written.")),
    Word("changed", N_("Changed"), N_("It went on in another form.")),
    Word("ended", N_("Ended"), N_("It came to its planned end, or was stopped.")),
    Word("not-known", N_("Not known"), N_("The source does not tell what became of it.")),
)
FIGURE_WORDS = (
    Word("evaluated", N_("Evaluated"), N_("Compared with before, or with people or places without it.")),
    Word("reported", N_("Reported"), N_("Local records or the source's own report say so.")),
    Word("anecdotal", N_("Anecdotal"), N_("People who know it say so.")),
    Word("none-stated", N_("Not stated"), N_("The source does not say how it is known.")),
)
# How far words in an imported text speak for co-production.
CERTAINTIES = (
    Word("clear", N_("Clear"), N_("Citizens give time or skill, as a rule.")),
    Word("perhaps", N_("Perhaps"), N_("Citizens may give time or skill; a person has to ask.")),
)


def _case_id() -> Column:
    """The column by which tables of the case library point at a case."""
    return Column("case_id", "text", "Case", "The id of a case of the library.", required=True, refers="cases.case_id",
                  max_length=80)


def _library(name: str, step: str, label: str, help: str, *columns: Column, key: tuple[str, ...] = ()) -> Table:
    """Declare a library table; its key is its first column unless said otherwise."""
    return Table(name, step, "library", label, help, columns, key or (columns[0].name,))


def _source() -> Column:
    """Where a row was seen."""
    return Column("source", "text", "Source", "Where it was seen, or ours.", max_length=400)


def _retired() -> Column:
    """Library rows are retired, never changed in meaning."""
    return Column("retired_on", "date", "Retired on", "No longer offered from this day; empty while in use.")


def _label_cy() -> Column:
    """What people who fill in a form in Welsh read in place of the label."""
    return Column("label_cy", "text", "Label in Welsh", "As shown in Welsh; not checked by a native reader yet.")


def _edition() -> Column:
    """The edition a row came in with."""
    return Column("edition", "text", "Edition", "The edition of the library.", required=True, max_length=20)


TABLES = (
    _library(
        "subtypes", "map_it", "Sub-types of the Four Co's", "The finer kinds of the Four Co's.",
        Column("subtype", "text", "Sub-type", "Code.", required=True, max_length=40),
        Column("co", "choice", "Co", "The Co it belongs to.", required=True, words=FOUR_COS, aliases=CO_ALIASES),
        Column("label", "text", "Label", "As shown.", required=True),
        Column("meaning", "text", "Meaning", "In a sentence.", max_length=400),
        Column("examples", "text", "Examples", "Typical ways of doing it.", max_length=400),
        _source()),
    _library(
        "evidence_grades", "map_it", "Evidence grades",
        "What each grade means, and how far it is trusted. Our judgement.",
        Column("grade", "integer", "Grade", "0 to 4.", unit="grade, 0 to 4", required=True, minimum=0, maximum=4),
        Column("word", "text", "In a word", "As used in cases.", required=True),
        Column("meaning", "text", "Meaning", "In a sentence.", max_length=400),
        Column("half_width", "number", "Half-width of a score", "How far a score may lie off, either way.",
               unit="points of 100", minimum=0, maximum=50),
        Column("haircut_share", "share", "Haircut of a benefit", "Share taken off a claimed benefit.", minimum=0,
               maximum=1),
        _source()),
    _library(
        "cases", "map_it", "Cases", "What others did: real cases of co-production, each with its source.",
        Column("case_id", "text", "Case id", "Kept from edition to edition.", required=True, max_length=80),
        _edition(),
        Column("title", "text", "Case", "What it is, in a line.", required=True),
        Column("place", "text", "Place", "Where it is.", required=True),
        Column("country", "text", "Country", "Two letters, ISO 3166-1.", required=True, pattern=r"[A-Z]{2}"),
        Column("gss_code", "text", "Council", "The UK council whose area it is or lies in; empty elsewhere.",
               pattern=r"[EWSN]\d{8}"),
        Column("latitude", "number", "Latitude", "Of the place, about; of a country, its middle.", unit="degrees north",
               required=True, minimum=-90, maximum=90),
        Column("longitude", "number", "Longitude", "Of the place, about; of a country, its middle.", unit="degrees east",
               required=True, minimum=-180, maximum=180),
        Column("organisation", "text", "Organisation", "Who runs or ran it."),
        Column("year_started", "integer", "Began in", "Empty if the source does not say.", unit="year"),
        Column("service", "choice", "Service", "The service it belongs to.", required=True, words=CASE_SERVICES),
        Column("summary", "long_text", "What happened", "In our words.", required=True),
        Column("citizens_do", "long_text", "What citizens do", "Their part.", required=True),
        Column("service_does", "long_text", "What the service does", "The public body's or provider's part.", required=True),
        Column("costs", "long_text", "Costs", "As the source tells; empty where it does not."),
        Column("savings", "long_text", "Savings", "As the source tells; empty where it does not."),
        Column("success_factors", "long_text", "What helped", "One a line."),
        Column("lessons", "long_text", "Lessons", "One a line."),
        Column("subjects", "long_text", "Subjects", "Words under which people would look for it: ours; with ; between them.", required=True),
        Column("status", "choice", "Last known status", "As the source tells.", required=True, words=CASE_STATUSES),
        Column("in_leaflet", "yes_no", "In the leaflet", "True if the Co-Production Star leaflet names it.", required=True),
        Column("is_verified", "yes_no", "Found elsewhere", "False where no source but the leaflet was found.", required=True),
        Column("source_title", "text", "Source", "Where it was read.", required=True, max_length=400),
        Column("source_url", "url", "Web page of the source", "Open it before you cite the case. Empty where no address was kept: look for the title."),
        Column("checked_on", "date", "Checked on", "The day the source was read for this edition.", required=True),
        _retired()),
    _library(
        "case_co", "map_it", "Co's of a case", "The Four Co's that a case is an example of, with the sub-type where the source tells.",
        _case_id(),
        Column("co", "choice", "Co", "Which of the Four Co's.", required=True, words=FOUR_COS, aliases=CO_ALIASES),
        Column("subtype", "choice", "Sub-type", "The finer kind: our reading of the source.", refers="subtypes.subtype"),
        key=("case_id", "co", "subtype")),
    _library(
        "case_audience", "map_it", "People of a case", "Whom a case involves.",
        _case_id(),
        Column("audience", "choice", "People", "Whom it involves.", required=True, words=CASE_AUDIENCES),
        key=("case_id", "audience")),
    _library(
        "case_outcomes", "map_it", "What a case achieved", "Claims of a case's source, each with its figure and how it is known.",
        _case_id(),
        Column("place", "integer", "Place", "Order within the case.", unit="place", required=True, minimum=1),
        Column("claim", "text", "Claim", "What changed, or how much was done.", required=True, max_length=300),
        Column("figure", "text", "Figure", "As the source gives it; empty where it gives none."),
        Column("unit", "text", "Unit", "What the figure is in."),
        Column("evidence", "choice", "How it is known", "Evaluated, reported or anecdotal.", required=True, words=FIGURE_WORDS),
        key=("case_id", "place")),
    _library(
        "plain_words", "map_it", "Plain words", "Words that mean the same thing, so that a search finds what people mean.",
        Column("word", "text", "Word", "Code of the meaning.", required=True, max_length=40),
        Column("said", "long_text", "As people say it", "Words and short phrases, with ; between them.", required=True),
        Column("service", "choice", "Service", "The service that these words point to, where they do.", words=CASE_SERVICES),
        Column("audience", "choice", "People", "The people whom these words name, where they do.", words=CASE_AUDIENCES)),
    _library(
        "co_signs", "map_it", "Signs of co-production", "Words by which an imported text is suggested to be one of the Four Co's.",
        Column("sign", "text", "Sign", "Code of the sign.", required=True, max_length=40),
        Column("said", "long_text", "As people write it", "Words and short phrases, with ; between them.", required=True),
        Column("co", "choice", "Co", "Which of the Four Co's they speak for.", required=True, words=FOUR_COS, aliases=CO_ALIASES),
        Column("subtype", "choice", "Sub-type", "The finer kind, where they speak for one.", refers="subtypes.subtype"),
        Column("certainty", "choice", "How sure", "Whether they are enough by themselves.", required=True, words=CERTAINTIES),
        Column("title_only", "yes_no", "In the title only", "True where they say so in a title or a name alone.", required=True),
        Column("citizen_group", "choice", "Who takes part", "The citizens they name, where they do.", words=CITIZEN_GROUPS),
        _source()),
    _library(
        "service_signs", "map_it", "Signs of a service", "Words by which an imported text is suggested to belong to a service.",
        Column("sign", "text", "Sign", "Code of the sign.", required=True, max_length=40),
        Column("said", "long_text", "As people write it", "Words and short phrases, with ; between them.", required=True),
        Column("service", "choice", "Service", "The service they speak for.", required=True, words=CASE_SERVICES),
        _source()),
    _library(
        "skills", "people_it", "Skills", "What people can share or learn.",
        Column("skill", "text", "Skill", "Code.", required=True, max_length=40),
        Column("label", "text", "Label", "As shown.", required=True),
        _label_cy(),
        Column("family", "text", "Family", "Code of the family.", required=True),
        Column("family_label", "text", "Family label", "As shown.", required=True),
        Column("family_label_cy", "text", "Family label in Welsh", "As shown in Welsh; not checked by a native reader yet."),
        Column("restricted", "yes_no", "Restricted", "Needs a check or supervision.", required=True),
        Column("teachable", "yes_no", "Teachable", "Can be passed on in a peer session.", required=True),
        Column("pair_first", "yes_no", "Pair first", "First meeting with a coordinator.", required=True),
        _source()),
    _library(
        "barriers", "people_it", "Barriers", "What makes it harder to take part.",
        Column("barrier", "text", "Barrier", "Code.", required=True, max_length=40),
        Column("label", "text", "Label", "As shown.", required=True), _label_cy(), _source()),
    _library(
        "ways", "people_it", "Ways to take part", "How people like to take part.",
        Column("way", "text", "Way", "Code.", required=True, max_length=40),
        Column("label", "text", "Label", "As shown.", required=True), _label_cy(), _source()),
    _library(
        "incentive_library", "market_it", "Incentives to choose from",
        "Incentives seen elsewhere or written for this project.",
        Column("incentive_id", "text", "Incentive id", "Kept from edition to edition.", required=True, max_length=12),
        _edition(),
        Column("title", "text", "Incentive", "What is offered.", required=True, max_length=300),
        Column("audience", "choice", "Audience", "Whom it is for.", required=True, words=AUDIENCES),
        Column("financial", "choice", "Financial or not", "Whether money or its worth changes hands.", required=True,
               words=FINANCIAL),
        Column("behaviour", "text", "What it is to bring about", "The behaviour aimed at.", max_length=400),
        Column("cost_band", "text", "Cost band", "none, low, medium or high: our judgement."),
        Column("crowding_out", "text", "Could it crowd out goodwill", "How likely, and why.", max_length=600),
        Column("example", "text", "Example", "Where it was seen.", max_length=600),
        _source(), _retired()),
    _library(
        "risk_library", "market_it", "Risks to choose from", "Risks of co-production and what is done about them.",
        Column("risk_id", "text", "Risk id", "Kept from edition to edition.", required=True, max_length=12),
        _edition(),
        Column("event", "text", "What could happen", "The event.", required=True, max_length=300),
        Column("category", "choice", "Category", "The kind of risk.", required=True, words=RISK_CATEGORIES),
        Column("borne_by", "text", "Borne by", "Who would carry the harm."),
        Column("example", "text", "Example", "Where it was seen.", max_length=600),
        _source(), _retired()),
    _library(
        "risk_mechanism_library", "market_it", "Mechanisms to choose from",
        "What is done about the risks of the library.",
        Column("risk_id", "text", "Risk", "The risk of the library.", required=True, refers="risk_library.risk_id",
               max_length=12),
        Column("place", "integer", "Place", "Order within the risk.", unit="place", required=True, minimum=1),
        Column("kind", "choice", "Kind", "The kind of mechanism.", required=True, words=MECHANISM_KINDS),
        Column("title", "text", "What is done", "The mechanism.", required=True, max_length=400),
        key=("risk_id", "place")),
    _library(
        "indicator_library", "grow_it", "Indicators to choose from",
        "Indicators seen elsewhere or written for this project.",
        Column("indicator_id", "text", "Indicator id", "Kept from edition to edition.", required=True, max_length=12),
        _edition(),
        Column("title", "text", "Indicator", "What is measured.", required=True, max_length=300),
        Column("kind", "choice", "Kind", "Outcome, output, process or input.", required=True, words=INDICATOR_KINDS),
        Column("domain", "text", "Domain", "What part of life it is about."),
        Column("unit", "text", "Unit", "What the values are in.", max_length=120),
        Column("better", "choice", "Better is", "Which way is better.", words=BETTER),
        Column("data_source", "text", "Data source", "Where the values come from.", max_length=300),
        Column("note", "text", "Note", "What to mind: wording, licence of a scale, direction.", max_length=300),
        _source(), _retired()),
    _library(
        "councils", "councils", "Register of councils", "UK principal councils, in force, to begin and abolished. Dated facts.",
        Column("gss_code", "text", "GSS code",
               "Its code in this register; 25 former districts of Northern Ireland have none here. P begins a provisional "
               "code of ours, for a council that is still to begin.",
               pattern=r"[EWSNP]\d{8}"),
        Column("name", "text", "Name", "Short name.", required=True),
        Column("official_name", "text", "Official name", "Name in full.", required=True),
        Column("nation", "choice", "Nation", "One of the four.", required=True, words=NATIONS),
        Column("region", "text", "Region", "Region of England, or the nation."),
        Column("council_type", "text", "Type", "Kind of council."),
        Column("tier", "text", "Tier", "Unitary, district, county."),
        Column("start_date", "date", "In force from", "First day."),
        Column("end_date", "date", "In force until", "Last day, or empty."),
        Column("successor_gss_code", "text", "Successors", "GSS codes, with ; between several.", max_length=400),
        Column("former_gss_codes", "text", "Other codes", "GSS codes it had or has, with ; between several.",
               max_length=400),
        Column("other_names", "text", "Other names", "With ; between several.", max_length=2000),
        Column("population", "integer", "Population", "Mid-2020 estimate; of a council that is still to begin, the sum of its districts'.", unit="people", minimum=0),
        Column("latitude", "number", "Latitude", "Of a point within.", unit="degrees north"),
        Column("longitude", "number", "Longitude", "Of a point within.", unit="degrees east"),
        key=("official_name",)),
    _library(
        "nations", "councils", "The four nations",
        "What differs by law between the four nations; to be checked by the council.",
        Column("nation", "choice", "Nation", "One of the four.", required=True, words=NATIONS),
        Column("vetting", "text", "Vetting", "The checks on people who work with others.", required=True),
        Column("equality_duty", "text", "Equality duty", "The law on equality.", required=True, max_length=400),
        Column("decision_system", "text", "Cabinet or committees", "How councils decide.", required=True,
               max_length=400),
        Column("ombudsman", "text", "Ombudsman", "Where complaints go.", required=True),
        Column("deprivation_index", "text", "Deprivation index", "Compared within one nation only.", required=True),
        Column("ethnicity_list", "text", "Ethnicity list", "Whose list of ethnic groups.", required=True),
        Column("languages", "text", "Languages", "Languages of public forms.", required=True),
        _source()),
    _library(
        "council_profiles", "councils", "Profiles of councils",
        "What councils in force are compared by: how deprived and how rural they are. Dated facts.",
        Column("gss_code", "text", "GSS code", "Its code in the register.", required=True, pattern=r"[EWSN]\d{8}"),
        Column("uk_imd_quintile", "integer", "Fifth of the UK index",
               "Its fifth on mySociety's index for the whole UK; 1 is the most deprived. Read within one nation only.",
               unit="fifth, 1 to 5", required=True, minimum=1, maximum=5),
        Column("rural_urban", "choice", "Rural or urban", "mySociety's class.", required=True, words=RURAL_URBAN),
        Column("label_source", "text", "Source of both", "Who published the fifth and the class.", required=True),
        Column("label_on", "date", "Published on", "The day of that edition.", required=True),
        Column("england_imd_average_score", "number", "Average score, England",
               "Mean score of its neighbourhoods on the English index, by people; higher is more deprived. Only England "
               "has one.", unit="score, 0 to 100", minimum=0, maximum=100),
        Column("england_imd_rank", "integer", "Rank of the average score",
               "Among 296 districts and unitary councils of England; 1 is the most deprived. Counties have none.",
               unit="place", minimum=1, maximum=296),
        Column("england_imd_basis", "text", "Basis of the score", "Published, or worked out and how."),
        Column("imd_source", "text", "Source of the score", "Who published it."),
        Column("imd_on", "date", "Score published on", "The day of that edition.")),
)
