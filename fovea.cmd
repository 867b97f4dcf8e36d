@echo off
rem Fovea's command line on Windows: builds Fovea on first use, then starts it. After changes of sources, build again
rem with mvnw.cmd -DskipTests package. JAVA_HOME: the JDK to use (17 or later); FOVEA_OPTS: more options for Java.
setlocal
set "HERE=%~dp0"
if not exist "%HERE%fovea-cli\target\libraries" (
  echo Building Fovea, once: about a minute, and some 200 MB of libraries from Maven Central ... 1>&2
  call "%HERE%mvnw.cmd" -f "%HERE%pom.xml" --batch-mode -q -DskipTests package 1>&2 || exit /b 1
)
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
set "CP=%HERE%fovea-cli\target\lib\*"
for %%m in (tensor nn image data models train bench cli) do call set "CP=%%CP%%;%HERE%fovea-%%m\target\*"
"%JAVA%" -XX:+UseSerialGC -Djava.awt.headless=true -cp "%CP%" %FOVEA_OPTS% dev.fovea.cli.Main %*
