/** Chat templates: an interpreter of the Jinja language, bounded in what it may use. */
package rhapsode.token.template;
