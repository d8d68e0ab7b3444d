// Runs what a consumer wants, one after the other: given are the folder of the example's data and one to write into.
(string data, string output) = (args[0], args[1]);

SweepAndDraw.Run(output);
FitAndRecommend.Run();
CompareWithBothEnds.Run();
LawOfOnesOwn.Run();
await ServeOverHttp.RunAsync();
ChangeAScenario.Run(data);
TestTheModel.Run();
