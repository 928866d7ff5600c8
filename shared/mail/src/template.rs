//! Fills a subject and a body with a lead's variables, strictly: a variable that is missing is an error with its name.
//!
//! The syntax is Jinja's. There is no auto-escape, because the result is plain text; [`crate::html`] escapes on its way
//! to HTML. Values are data: braces inside a value are text and never evaluated. A template can neither include another
//! file nor run without end: a render has a fuel budget that bounds its time and its memory.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use minijinja::{
    Environment, Error, ErrorKind, UndefinedBehavior,
    value::{Enumerator, Object, Value},
};

/// What one render may cost, in minijinja's fuel: about this many instructions, or 64 times as many bytes.
const FUEL: u64 = 50_000;
/// How deep macros and expressions may nest.
const RECURSION: usize = 40;
/// The longest source of a subject or a body, in bytes.
const MAX_SOURCE_BYTES: usize = 64 * 1024;

/// How many missing variables are tried to find the one that stopped a render; each costs a render.
const MAX_SUSPECTS: usize = 16;

/// Which of the two texts of a template something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The subject line.
    Subject,
    /// The body.
    Body,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Body => "body",
        }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A template that cannot be used, found before anything is rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateProblem {
    /// The source does not follow the template language.
    #[error("syntax error in the {part}, line {line}: {expected}")]
    Syntax {
        /// Where.
        part: Part,
        /// Line within that part, from 1.
        line: usize,
        /// What the parser met and what it expected instead.
        expected: String,
    },
    /// A filter, function or test that does not exist.
    #[error("the {part} uses something unknown in line {line}: {what}; see the list of Jinja's built-in filters")]
    Unknown {
        /// Where.
        part: Part,
        /// Line within that part, from 1.
        line: usize,
        /// Its name, in the engine's words.
        what: String,
    },
    /// The subject spans lines.
    #[error("the subject must be a single line")]
    SubjectNotOneLine,
    /// The source is unreasonably long.
    #[error("the {part} is longer than {MAX_SOURCE_BYTES} bytes; shorten it")]
    TooLong {
        /// Where.
        part: Part,
    },
}

/// A template that could not be filled for one lead. Carries no value of the lead, so it may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderProblem {
    /// A variable is absent or empty and the template gives no default.
    #[error("the variable `{name}` is missing; add the column, or write {{{{ {name} | default(\"…\") }}}}")]
    MissingVariable {
        /// The variable, exactly as the template writes it.
        name: String,
    },
    /// A value brought a line break into the subject.
    #[error("the subject became more than one line; a variable in it holds a line break")]
    SubjectNotOneLine,
    /// The template did not end within its budget.
    #[error("the {part} takes too long or grows too large to render; simplify its loops")]
    TooCostly {
        /// Where.
        part: Part,
    },
    /// The engine refused an expression, such as a sum of words.
    #[error("the {part} cannot be rendered, line {line}: {reason}")]
    Failed {
        /// Where.
        part: Part,
        /// Line within that part, from 1.
        line: usize,
        /// The engine's words, without any value.
        reason: String,
    },
}

/// A subject and a body, filled in.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line without surrounding blanks.
    pub subject: String,
    /// Plain text with `\n` line ends, without trailing blank lines.
    pub text: String,
}

impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rendered")
            .field("n_subject_bytes", &self.subject.len())
            .field("n_text_bytes", &self.text.len())
            .finish()
    }
}

/// A parsed subject and body.
#[derive(Debug, Clone)]
pub struct Template {
    engine: Environment<'static>,
    variables: BTreeSet<String>,
}

impl Template {
    /// Parses both texts. A line of the body that holds one `{% … %}` and nothing else leaves no line behind.
    ///
    /// # Errors
    /// The first problem, subject before body.
    pub fn parse(subject: &str, body: &str) -> Result<Self, TemplateProblem> {
        if subject.trim_end().contains(['\n', '\r']) {
            return Err(TemplateProblem::SubjectNotOneLine);
        }
        let mut engine = strict_engine();
        let body = without_tag_lines(&body.replace("\r\n", "\n"));
        for (part, source) in [(Part::Subject, subject.trim_end()), (Part::Body, body.as_str())] {
            if source.len() > MAX_SOURCE_BYTES {
                return Err(TemplateProblem::TooLong { part });
            }
            engine.add_template_owned(part.name(), source.to_owned()).map_err(|error| TemplateProblem::Syntax {
                part,
                line: line_of(&error),
                expected: detail_of(&error),
            })?;
        }
        let template = Self { variables: undeclared(&engine), engine };
        template.refuse_unknown_names()?;
        Ok(template)
    }

    /// The variables that a lead may have to bring, whether or not they have a default.
    #[must_use]
    pub const fn variables(&self) -> &BTreeSet<String> {
        &self.variables
    }

    /// Fills in the variables. A value that is empty or only blanks counts as absent, as an empty cell of a spreadsheet
    /// does; `{{ first_name | default("there") }}` and `{% if company is defined %}` deal with such a variable.
    ///
    /// # Errors
    /// See [`RenderProblem`].
    pub fn render(&self, variables: &BTreeMap<String, String>) -> Result<Rendered, RenderProblem> {
        let subject = self.render_part(Part::Subject, variables)?.trim().to_owned();
        if subject.contains(['\n', '\r']) {
            return Err(RenderProblem::SubjectNotOneLine);
        }
        let text = self.render_part(Part::Body, variables)?.replace("\r\n", "\n");
        Ok(Rendered { subject, text: text.trim_end().to_owned() })
    }

    fn render_part(&self, part: Part, variables: &BTreeMap<String, String>) -> Result<String, RenderProblem> {
        let present = variables.iter().filter(|(_, value)| !value.trim().is_empty());
        let context = Context::new(present.map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect());
        let (result, lookups) = self.attempt(part, context.clone());
        let error = match result {
            Ok(text) => return Ok(text),
            Err(error) => error,
        };
        if error.kind() == ErrorKind::OutOfFuel {
            return Err(RenderProblem::TooCostly { part });
        }
        match self.culprit(part, &context, &lookups, &error) {
            Some(name) => Err(RenderProblem::MissingVariable { name }),
            None => {
                // The detail of any other kind may repeat a value.
                let reason = if is_unknown_name(&error) { detail_of(&error) } else { error.kind().to_string() };
                Err(RenderProblem::Failed { part, line: line_of(&error), reason })
            }
        }
    }

    /// Finds the missing variable that stopped the render: the one that, once filled, lets it come further. Among
    /// several, the one looked up last is the likeliest.
    fn culprit(&self, part: Part, context: &Context, lookups: &[String], error: &Error) -> Option<String> {
        let mut seen = BTreeSet::new();
        let absent = lookups.iter().rev().filter(|name| self.is_absent(name, context) && seen.insert(*name));
        let missing: Vec<&String> = absent.take(MAX_SUSPECTS).collect();
        let goes_further = |name: &&&String| {
            let mut filled = context.clone();
            filled.values.insert((**name).clone(), Value::from("x"));
            let (result, again) = self.attempt(part, filled);
            result.is_ok() || again.len() > lookups.len()
        };
        let fallback = || missing.first().filter(|_| error.kind() == ErrorKind::UndefinedError);
        missing.iter().find(goes_further).or_else(fallback).map(|name| (*name).clone())
    }

    fn is_absent(&self, name: &str, context: &Context) -> bool {
        self.variables.contains(name) && !context.values.contains_key(name)
    }

    /// Renders once; says also which names were looked up, in order.
    fn attempt(&self, part: Part, context: Context) -> (Result<String, Error>, Vec<String>) {
        let lookups = Arc::clone(&context.lookups);
        if let Ok(mut names) = lookups.lock() {
            names.clear();
        }
        let result =
            self.engine.get_template(part.name()).and_then(|template| template.render(Value::from_object(context)));
        let names = lookups.lock().map(|names| names.clone()).unwrap_or_default();
        (result, names)
    }

    /// The engine learns of an unknown filter only when it meets it, so both parts are rendered once with every
    /// variable filled.
    fn refuse_unknown_names(&self) -> Result<(), TemplateProblem> {
        for part in [Part::Subject, Part::Body] {
            let context = Context::new(self.variables.iter().map(|name| (name.clone(), Value::from("x"))).collect());
            let Err(error) = self.attempt(part, context).0 else { continue };
            if is_unknown_name(&error) {
                return Err(TemplateProblem::Unknown { part, line: line_of(&error), what: detail_of(&error) });
            }
        }
        Ok(())
    }
}

/// Moves the line end of a line that is a lone block tag into the tag, where it is only a blank. Jinja's own
/// `trim_blocks` would also glue a line that ends in `{% endif %}` to the next one. Line numbers stay as they were.
fn without_tag_lines(source: &str) -> String {
    let is_lone_tag = |line: &str| line.starts_with("{%") && line.ends_with("%}") && line.matches("{%").count() == 1;
    let mut out = String::with_capacity(source.len());
    for line in source.split_inclusive('\n') {
        match line.trim().strip_suffix("%}").filter(|_| line.ends_with('\n') && is_lone_tag(line.trim())) {
            Some(tag) => {
                out.extend([tag.strip_suffix('-').unwrap_or(tag), "\n", if tag.ends_with('-') { "-%}" } else { "%}" }])
            }
            None => out.push_str(line),
        }
    }
    out
}

fn strict_engine() -> Environment<'static> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    engine.set_fuel(Some(FUEL));
    engine.set_recursion_limit(RECURSION);
    // `debug()` would print every variable of the lead into the mail.
    engine.remove_global("debug");
    engine
}

/// The names both parts use and do not set, without the engine's own functions.
fn undeclared(engine: &Environment<'static>) -> BTreeSet<String> {
    let functions: BTreeSet<&str> = engine.globals().map(|(name, _)| name).collect();
    engine
        .templates()
        .flat_map(|(_, template)| template.undeclared_variables(false))
        .filter(|name| !functions.contains(name.as_str()))
        .collect()
}

fn is_unknown_name(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest)
}

fn line_of(error: &Error) -> usize {
    error.line().unwrap_or(1)
}

fn detail_of(error: &Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
}

/// The variables of one render, which notes every name it is asked for.
#[derive(Clone)]
struct Context {
    values: BTreeMap<String, Value>,
    lookups: Arc<Mutex<Vec<String>>>,
}

impl Context {
    fn new(values: BTreeMap<String, Value>) -> Self {
        Self { values, lookups: Arc::default() }
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Object for Context {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        if let Ok(mut names) = self.lookups.lock() {
            names.push(name.to_owned());
        }
        self.values.get(name).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn render(body: &str, pairs: &[(&str, &str)]) -> Result<String, RenderProblem> {
        Template::parse("s", body).unwrap().render(&variables(pairs)).map(|rendered| rendered.text)
    }

    fn missing(body: &str, pairs: &[(&str, &str)]) -> String {
        match render(body, pairs) {
            Err(RenderProblem::MissingVariable { name }) => name,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn variables_are_filled_in_subject_and_body() {
        let template = Template::parse("For {{ company }}", "Hi {{ first_name }},\n\nhello.\n").unwrap();
        let rendered = template.render(&variables(&[("company", "Acme & Co"), ("first_name", "Ada")])).unwrap();
        assert_eq!(rendered, Rendered { subject: "For Acme & Co".into(), text: "Hi Ada,\n\nhello.".into() });
    }

    #[test]
    fn a_missing_variable_is_named_exactly() {
        assert_eq!(missing("Hi {{ first_name }}", &[]), "first_name");
        assert_eq!(missing("{{ b ~ (a | default('x')) }} {{ c }}", &[]), "b");
        assert_eq!(missing("{{ a | default(b) }}", &[]), "b");
        assert_eq!(missing("{% if offer %}yes{% endif %}", &[]), "offer");
        assert_eq!(missing("{{ a | upper }}", &[]), "a");
        assert_eq!(missing("{% for x in rows %}{{ x }}{% endfor %}", &[("a", "1")]), "rows");
    }

    #[test]
    fn an_empty_cell_counts_as_missing_and_takes_the_default() {
        assert_eq!(missing("Hi {{ first_name }}", &[("first_name", "  ")]), "first_name");
        assert_eq!(render("Hi {{ first_name | default('there') }}", &[("first_name", "")]).unwrap(), "Hi there");
        assert_eq!(render("{% if a is defined %}A{% else %}B{% endif %}", &[("a", "")]).unwrap(), "B");
    }

    #[test]
    fn a_line_that_is_only_a_tag_leaves_no_line_and_an_inline_tag_keeps_its_line_end() {
        let body = "a\n  {% if x is defined %}\n{{ x }}\n{% endif %}\nb{% if x is defined %}!{% endif %}\nc";
        assert_eq!(render(body, &[("x", "X")]).unwrap(), "a\nX\nb!\nc");
        assert_eq!(render(body, &[]).unwrap(), "a\nb\nc");
        assert!(matches!(
            Template::parse("s", "{% if a %}\n{% endif %}\n{{ b | }}"),
            Err(TemplateProblem::Syntax { line: 3, .. })
        ));
    }

    #[test]
    fn braces_in_a_value_are_text() {
        assert_eq!(render("{{ note }}", &[("note", "{{ secret }} {% x %}")]).unwrap(), "{{ secret }} {% x %}");
    }

    #[test]
    fn a_syntax_error_has_part_line_and_expectation() {
        let Err(TemplateProblem::Syntax { part, line, expected }) = Template::parse("s", "one\ntwo {{ a \nthree")
        else {
            panic!("accepted")
        };
        assert_eq!((part, line), (Part::Body, 3));
        assert!(expected.contains("expected"), "{expected}");
    }

    #[test]
    fn an_unknown_filter_is_found_when_the_template_is_parsed() {
        let problem = Template::parse("s", "a\n{{ name | shout }}").unwrap_err();
        assert!(
            matches!(&problem, TemplateProblem::Unknown { part: Part::Body, line: 2, what } if what.contains("shout"))
        );
        let Err(RenderProblem::Failed { reason, .. }) = render("{{ debug() }}", &[]) else { panic!("rendered") };
        assert!(reason.contains("debug"), "{reason}");
    }

    #[test]
    fn variables_lists_what_a_lead_must_bring_and_nothing_else() {
        let template =
            Template::parse("{{ a }}", "{% set b = 1 %}{{ b }}{% for x in range(2) %}{{ c | default(x) }}{% endfor %}");
        assert_eq!(template.unwrap().variables().iter().collect::<Vec<_>>(), ["a", "c"]);
    }

    #[test]
    fn a_hostile_template_ends() {
        let loops = "{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}";
        assert_eq!(render(loops, &[]), Err(RenderProblem::TooCostly { part: Part::Body }));
        let doubling = format!("{{% set x = 'aaaaaaaa' %}}{}{{{{ x }}}}", "{% set x = x ~ x %}".repeat(60));
        assert_eq!(render(&doubling, &[]), Err(RenderProblem::TooCostly { part: Part::Body }));
        assert!(Template::parse("s", &"x".repeat(MAX_SOURCE_BYTES + 1)).is_err());
        assert!(render("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", &[]).is_err());
        let deep = format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000));
        assert!(Template::parse("s", &deep).is_err());
    }

    #[test]
    fn a_subject_stays_one_line() {
        assert_eq!(Template::parse("a\nb", "c").unwrap_err(), TemplateProblem::SubjectNotOneLine);
        let template = Template::parse("For {{ company }}", "b").unwrap();
        let problem = template.render(&variables(&[("company", "Acme\r\nBcc: eve@example.com")])).unwrap_err();
        assert_eq!(problem, RenderProblem::SubjectNotOneLine);
    }

    proptest! {
        #[test]
        fn a_value_comes_out_as_it_went_in(value in "[^\r]*[^\r\\s][^\r]*") {
            prop_assert_eq!(render("<{{ v }}>", &[("v", &value)]).unwrap(), format!("<{value}>"));
        }

        #[test]
        fn any_source_is_refused_or_ends(
            source in "([a-z {}%|()'\n]|\\{\\{|\\}\\}|\\{%|%\\}|for x in|if|endif|endfor){0,60}",
        ) {
            if let Ok(template) = Template::parse("s", &source) {
                let _ = template.render(&BTreeMap::new());
            }
        }
    }
}
