/** Rhapsode behind LangChain4j's interfaces. */
package rhapsode.langchain4j;
