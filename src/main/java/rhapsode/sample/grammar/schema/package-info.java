/** JSON schemas (draft 2020-12, the parts that a grammar can hold) as grammars. */
package rhapsode.sample.grammar.schema;
